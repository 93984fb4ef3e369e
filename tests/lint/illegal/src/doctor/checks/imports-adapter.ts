import '../../adapters/git/source.ts';
