import '../../jobs/drive.ts';
