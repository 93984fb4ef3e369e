import { defineCheck, each, ok } from '../check.ts';
import { judgeExpiry } from '../expiry.ts';

export const githubExpiry = defineCheck({
  id: 'github-expiry',
  title: 'How long GitHub’s token lives',
  wanted: 'A month at least; an app’s key does not end by itself.',
  remedy: 'Make a new token with the same rights and set GITHUB_TOKEN, or change to a GitHub App.',
  of: ({ github }) =>
    each(
      github,
      ({ repository }) => repository,
      ({ identity }) => identity,
    ),
  judge: (found, { now }) => {
    const ends = found.flatMap(({ value }) => (value.expiresAt === undefined ? [] : [value.expiresAt]));
    return ends.length === 0 ? ok('it does not end by itself') : judgeExpiry('the token', Math.min(...ends), now);
  },
});
