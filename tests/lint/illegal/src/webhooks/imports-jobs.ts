import '../jobs/drive.ts';
