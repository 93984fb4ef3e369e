import { defineCheck, each, fail, ok } from '../check.ts';

export const githubRepository = defineCheck({
  id: 'github-repository',
  title: 'The repository',
  wanted: 'There, seen by this token, and not archived.',
  remedy: 'Correct projects.*.repository, or give the token (or the app) this repository.',
  of: ({ github }) =>
    each(
      github,
      ({ repository }) => repository,
      ({ there }) => there,
    ),
  judge: (found) => {
    const archived = found.filter(({ value }) => value.archived);
    return archived.length === 0
      ? ok(found.map(({ name }) => name).join(', '))
      : fail(`${archived.map(({ name }) => name).join(', ')} is archived: nobody can push to it`);
  },
});
