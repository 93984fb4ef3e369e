import { githubRight } from '../github-right.ts';

export const githubDeployments = githubRight(
  'github-deployments',
  'deployments',
  'Writing deployments',
  'Deployments: read and write',
  'GitHub’s list of environments would stay empty',
);
