import { defineCheck, each, fail, listed, ok } from '../check.ts';

export const githubActions = defineCheck({
  id: 'github-actions',
  title: 'GitHub: starting the workflows of suites',
  wanted:
    'Actions: read and write, for the repository, where a suite is a workflow; otherwise it could not be started.',
  remedy:
    'On GitHub, give the token or the app “Actions: read and write” for the repository, and see that the workflow’s file is on its default branch.',
  of: ({ github }) =>
    each(
      github,
      ({ repository }) => repository,
      ({ workflows }) => workflows,
    ),
  judge: (found) => {
    const asked = found.flatMap(({ value }) => value);
    if (asked.length === 0) return ok('no suite is a workflow');
    const not = found.flatMap(({ name, value }) =>
      value.flatMap(({ file, mayStart }) => (mayStart ? [] : [`${file} of ${name} cannot be started`])),
    );
    return not.length === 0 ? ok('allowed') : fail(listed(not));
  },
});
