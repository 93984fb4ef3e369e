import { type RightsOf, eachWorker } from './right.ts';

const asked = ['id', 'tier', 'kind', 'body', 'once', 'created_at'] as const;

const ofStaging = `tier = 'staging' AND EXISTS (SELECT FROM environments e
  WHERE e.project = intents.body ->> 'project' AND e.environment = intents.body ->> 'environment' AND e.tier = 'staging')`;

/** What a webhook, and the poll, may wish: a look at a branch of an environment that is staging. */
const look = `kind = 'look-at-branch' AND ${ofStaging}`;

/** What was asked. Nobody changes a wish; a person's wishes come from the bot alone. */
export const intake: RightsOf<'deliveries' | 'delivery_bodies' | 'intents' | 'requests'> = {
  deliveries: {
    web: { select: true, insert: true, update: ['intent', 'code', 'ended_at'], delete: true },
  },
  delivery_bodies: { web: { select: true, insert: true, delete: true } },
  intents: {
    // `once` is written again where the same wish is open already: that brings its id back.
    web: {
      select: true,
      insert: asked,
      update: ['once'],
      rows: `${ofStaging} AND kind IN ('look-at-branch', 'look-at-run')`,
    },
    bot: {
      select: true,
      insert: asked,
      update: ['once'],
      // Its own, where the same interaction has come twice.
      delete: true,
      rows: `kind NOT IN ('look-at-branch', 'look-at-run')`,
      rowsOf: { delete: `kind NOT IN ('look-at-branch', 'look-at-run') AND deliveries = 0 AND ended_at IS NULL` },
    },
    'worker-staging': {
      select: true,
      insert: asked,
      update: ['once', 'deliveries', 'ended_at', 'outcome'],
      rows: `tier = 'staging'`,
      // It asks for nothing but what its own poll has seen; whose push that was it does not say.
      rowsOf: { insert: `${look} AND body ->> 'cause' = 'poll' AND body ->> 'pusher' IS NULL` },
    },
    'worker-production': {
      select: true,
      update: ['deliveries', 'ended_at', 'outcome'],
      rows: `tier = 'production'`,
    },
  },
  requests: {
    bot: { select: true, insert: true },
    // To make the reply due. The token, with which one can answer in the bot's name, is none of theirs.
    ...eachWorker(() => ({ select: ['id', 'intent'] })),
  },
};
