import '../local/target.ts';
