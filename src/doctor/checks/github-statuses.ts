import { githubRight } from '../github-right.ts';

export const githubStatuses = githubRight(
  'github-statuses',
  'statuses',
  'Writing commit statuses',
  'Commit statuses: read and write',
  'pushers would not see how it went',
);
