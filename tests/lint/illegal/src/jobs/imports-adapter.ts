import '../adapters/local/target.ts';
