import { defineCheck, each, ok } from '../check.ts';

export const githubCredential = defineCheck({
  id: 'github-credential',
  title: 'GitHub’s token or app',
  wanted: 'A token, or an app and its key, that GitHub takes.',
  remedy:
    'Make a new token and set GITHUB_TOKEN, or set GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY; install the app on the repository.',
  credential: true,
  of: ({ github }) =>
    each(
      github,
      ({ repository }) => repository,
      ({ identity }) => identity,
    ),
  judge: (found) => ok(found.map(({ value }) => `${value.kind} ${value.name}`).join(', ')),
});
