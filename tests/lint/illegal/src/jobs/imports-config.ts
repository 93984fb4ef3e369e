import '../config/load.ts';
