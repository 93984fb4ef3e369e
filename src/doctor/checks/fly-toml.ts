import { defineCheck, each, fail, listed, ok } from '../check.ts';

export const flyToml = defineCheck({
  id: 'fly-toml',
  title: 'fly.toml at the head of the branch',
  wanted: 'Each service’s file is for its app, has a health check, and builds staging and production the same way.',
  remedy: 'Correct the file as the message says, and push.',
  of: ({ github }) =>
    each(
      github,
      ({ repository }) => repository,
      ({ tomls }) => tomls,
    ),
  judge: (found) => {
    const problems = found.flatMap(({ value }) => value);
    return problems.length === 0 ? ok('nothing is wrong with them') : fail(listed(problems));
  },
});
