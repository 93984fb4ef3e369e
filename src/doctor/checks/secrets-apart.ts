import { defineCheck, fail, listed, ok } from '../check.ts';

export const secretsApart = defineCheck({
  id: 'secrets-apart',
  title: 'Secrets of staging and production',
  wanted:
    'No value that both environments hold: a database, a session key or a token of production’s is production’s alone.',
  remedy: 'Give staging its own database, Redis and secrets.',
  of: ({ secrets }) => secrets,
  judge: ({ shared }) =>
    shared.length === 0
      ? ok('nothing that both hold')
      : fail(listed(shared.map(({ staging, production }) => `the same value at ${staging} and ${production}`))),
});
