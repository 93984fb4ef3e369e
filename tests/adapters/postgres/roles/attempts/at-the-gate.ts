import { type Attempt, both, by } from './attempt.ts';

const production = 'worker-production';
const staging = 'worker-staging';

/** What the gate believes. */
export const atTheGate: readonly Attempt[] = [
  {
    what: 'approves a promotion',
    ...by(production, ({ card }) => `INSERT INTO approvals VALUES ('${card}', '3', 'cara', 'counts', 3)`),
  },
  {
    what: 'makes a reaction count',
    tries: ({ card }) => `UPDATE approvals SET standing = 'counts' WHERE deployment = '${card}'`,
    twin: { by: 'owner', does: ({ card }) => `UPDATE approvals SET standing = 'counts' WHERE deployment = '${card}'` },
  },
  {
    what: 'removes an approval',
    ...by(production, ({ card }) => `DELETE FROM approvals WHERE deployment = '${card}'`),
  },
  {
    what: 'empties the approvals',
    tries: () => 'TRUNCATE approvals',
    twin: { by: 'owner', does: () => 'TRUNCATE approvals', shows: () => 'SELECT count(*) = 0 AS so FROM approvals' },
  },
  {
    what: 'flips a card’s rules',
    ...by(
      'owner',
      ({ card }) =>
        `UPDATE deployments SET promotion = jsonb_set(promotion, '{plan,approvals,needed}', '0') WHERE id = '${card}'`,
    ),
  },
  {
    what: 'changes a card’s hash',
    ...by('owner', ({ card }) => `UPDATE deployments SET promotion = promotion || '{"hash":"x"}' WHERE id = '${card}'`),
  },
  {
    what: 'writes verdicts onto a card',
    ...by(production, ({ card }) => `UPDATE deployments SET verdicts = '[]', version = 9 WHERE id = '${card}'`),
  },
  {
    what: 'has a card begin',
    ...by(production, ({ card }) => `UPDATE deployments SET state = 'running' WHERE id = '${card}'`),
  },
  {
    what: 'shows a card under another message',
    ...by(
      'bot',
      ({ card }) => `UPDATE projections SET external = '{"messageId":"7"}' WHERE subject = '${card}' AND kind = 'card'`,
    ),
  },
  {
    what: 'shows its own card under a message of production’s',
    ...by(
      'bot',
      ({ staged }) =>
        `UPDATE projections SET external = '{"messageId":"6"}' WHERE subject = '${staged}' AND kind = 'card'`,
    ),
  },
  {
    what: 'adds a second card of a promotion',
    tries: ({ card }) =>
      `INSERT INTO projections (id, surface, kind, subject, commit, project, environment, wanted) VALUES ('z', 'discord', 'card', '${card}', 'x', 'advent', 'staging', 1)`,
    twin: {
      by: staging,
      does: ({ staged }) =>
        `INSERT INTO projections (id, surface, kind, subject, commit, project, environment, wanted) VALUES ('z', 'discord', 'card', '${staged}', 'x', 'advent', 'staging', 1)`,
    },
  },
  {
    what: 'adds a card with a message of its choice',
    tries: ({ staged }) =>
      `INSERT INTO projections (id, surface, kind, subject, commit, project, environment, wanted, external) VALUES ('z', 'discord', 'card', '${staged}', 'x', 'advent', 'staging', 1, '{"messageId":"6"}')`,
    twin: {
      by: 'owner',
      does: ({ staged }) =>
        `INSERT INTO projections (id, surface, kind, subject, commit, project, environment, wanted, external) VALUES ('z', 'discord', 'card', '${staged}', 'x', 'advent', 'staging', 1, '{"messageId":"6"}')`,
    },
  },
  {
    what: 'ends a lock of production',
    ...both(
      (place) =>
        `UPDATE locks SET released_at = 1, released_by = '1' WHERE environment = '${place}' AND kind = 'person'`,
    ),
  },
  { what: 'removes the locks', ...by('owner', () => 'DELETE FROM locks') },
  { what: 'lifts a freeze', ...by(production, () => `UPDATE freezes SET lifted_at = 1`) },
  { what: 'removes a freeze', ...by('owner', () => 'DELETE FROM freezes') },
  {
    what: 'makes a freeze end earlier',
    ...by('owner', () => 'UPDATE freezes SET ends_at = starts_at + 1'),
  },
  { what: 'clears a bad version', ...by(production, () => 'UPDATE bad_versions SET cleared_at = 1') },
  { what: 'removes a bad version', ...by('owner', () => 'DELETE FROM bad_versions') },
];
