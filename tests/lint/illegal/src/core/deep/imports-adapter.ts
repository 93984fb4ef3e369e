export { x } from '../../adapters/git/source.ts';
