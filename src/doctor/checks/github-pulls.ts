import { githubRight } from '../github-right.ts';

export const githubPulls = githubRight(
  'github-pulls',
  'pulls',
  'Reading pull requests',
  'Pull requests: read',
  'the promotion card could not name them',
);
