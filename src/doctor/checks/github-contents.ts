import { githubRight } from '../github-right.ts';

export const githubContents = githubRight(
  'github-contents',
  'contents',
  'Reading the code',
  'Contents: read',
  'nothing could be built',
);
