import type { Ids } from '../roles-here.ts';
import { type Attempt, both, by } from './attempt.ts';

const production = 'worker-production';
const staging = 'worker-staging';

const intent = (kind: string, tier: string, body: object): string => {
  const whole = { kind, tier, project: 'advent', environment: tier, ...body };
  return `INSERT INTO intents (id, tier, kind, body, created_at) VALUES ('z', '${tier}', '${kind}', '${JSON.stringify(whole)}', 1)`;
};
const actor = { actor: { discordId: '2', name: 'ben' } };
const look = { branch: 'staging', cause: 'poll' };

/** What people wish for, in their name. */
const wishes = (
  ['deploy', 'promote', 'cancel', 'verify', 'roll-back', 'lock', 'unlock', 'clear', 'freeze', 'unfreeze'] as const
).flatMap((kind): readonly Attempt[] => [
  {
    what: `asks for “${kind}” of production in somebody’s name`,
    ...by('bot', () => intent(kind, 'production', actor)),
  },
]);

export const asking: readonly Attempt[] = [
  ...wishes,
  { what: 'asks for “unlock” of staging in somebody’s name', ...by('bot', () => intent('unlock', 'staging', actor)) },
  {
    what: 'hides “unlock” in a look at the branch',
    refused: 'contradicts itself',
    tries: () => intent('look-at-branch', 'staging', { ...look, kind: 'unlock', tier: 'production', ...actor }),
    twin: { by: staging, does: () => intent('look-at-branch', 'staging', look) },
  },
  {
    what: 'says that a push was somebody’s',
    ...by('web', () => intent('look-at-branch', 'staging', { ...look, cause: 'push', pusher: 'ben' })),
  },
  {
    what: 'asks for a look at production’s branch',
    tries: () => intent('look-at-branch', 'staging', { ...look, environment: 'production' }),
    twin: { by: staging, does: () => intent('look-at-branch', 'staging', look) },
  },
  {
    what: 'turns an open wish into another',
    ...by('owner', () => `UPDATE intents SET kind = 'unlock', body = body || '{"kind":"unlock"}'`),
  },
  {
    what: 'ends a wish about production',
    ...by(production, () => `UPDATE intents SET ended_at = 9 WHERE tier = 'production'`),
  },
  { what: 'removes wishes', ...by('owner', () => `DELETE FROM intents WHERE kind = 'deploy'`) },
  {
    what: 'reads a token that answers in the bot’s name',
    ...by('bot', () => 'SELECT token FROM requests'),
  },
  {
    what: 'takes a delivery of its own',
    ...by(
      'web',
      () =>
        `INSERT INTO deliveries (id, event, repository, body_hash, root, received_at) VALUES ('z', 'push', 'r', 'h', 'z', 1)`,
    ),
  },
];

const audit = (environment: string, deployment: string): string =>
  `INSERT INTO audit VALUES (99, 'at', 'gate.allowed', 'advent', '${environment}', ${deployment}, '2', '{}', 'p', 'h')`;

export const theRecord: readonly Attempt[] = [
  {
    what: 'changes an old line',
    tries: () => `UPDATE audit SET facts = '{}' WHERE seq = 1`,
    twin: { by: staging, does: () => audit('staging', 'NULL') },
  },
  {
    what: 'removes a line',
    tries: () => 'DELETE FROM audit WHERE seq = 1',
    twin: { by: staging, does: () => audit('staging', 'NULL') },
  },
  {
    what: 'empties the chain',
    tries: () => 'TRUNCATE audit',
    twin: { by: staging, does: () => audit('staging', 'NULL') },
  },
  { what: 'appends a line about production', ...both((place) => audit(place, 'NULL')) },
  {
    what: 'appends a line about a promotion',
    ...both((place, { staged, card }) => audit('staging', `'${place === 'staging' ? staged : card}'`)),
  },
  {
    what: 'appends a line about nowhere',
    tries: () => audit('', 'NULL'),
    twin: { by: staging, does: () => audit('staging', 'NULL') },
  },
];

const me = ({ names }: Ids): string => names['worker-staging'];

/** What would take the refusals above away. */
export const theDatabase: readonly Attempt[] = [
  {
    what: 'calls production staging',
    ...by('owner', () => `UPDATE environments SET tier = 'staging' WHERE environment = 'production'`),
  },
  {
    what: 'adds an environment',
    ...by('owner', () => `INSERT INTO environments VALUES ('advent', 'prod', 'staging')`),
  },
  {
    what: 'grants itself approvals',
    refused: 'has no effect',
    tries: (ids) => `GRANT INSERT ON approvals TO ${me(ids)}`,
    twin: {
      by: 'owner',
      does: (ids) => `GRANT INSERT ON approvals TO ${me(ids)}`,
      shows: (ids) => `SELECT has_table_privilege('${me(ids)}', 'approvals', 'INSERT') AS so`,
    },
  },
  {
    what: 'grants itself deliveries',
    tries: (ids) => `GRANT INSERT ON deliveries TO ${me(ids)}`,
    twin: {
      by: 'owner',
      does: (ids) => `GRANT INSERT ON deliveries TO ${me(ids)}`,
      shows: (ids) => `SELECT has_table_privilege('${me(ids)}', 'deliveries', 'INSERT') AS so`,
    },
  },
  {
    what: 'becomes a member of production’s role',
    tries: (ids) => `GRANT ${ids.names['worker-production']} TO ${me(ids)}`,
    twin: {
      by: 'owner',
      does: (ids) => `GRANT ${ids.names['worker-production']} TO ${me(ids)}`,
      shows: (ids) => `SELECT pg_has_role('${me(ids)}', '${ids.names['worker-production']}', 'USAGE') AS so`,
    },
  },
  ...(['owner', 'worker-production', 'bot', 'web'] as const).flatMap((who): readonly Attempt[] =>
    ['SET ROLE', 'SET SESSION AUTHORIZATION'].map((how) => ({
      what: `becomes ${who} by ${how}`,
      tries: ({ names }) => `${how} ${names[who]}`,
      twin: {
        by: 'owner',
        does: ({ names }) => `${how} ${names[who]}`,
        shows: ({ names }) => `SELECT current_user = '${names[who]}' AS so`,
      },
    })),
  ),
  {
    what: 'takes row policies off itself',
    tries: (ids) => `ALTER ROLE ${me(ids)} BYPASSRLS`,
    twin: {
      by: 'owner',
      does: (ids) => `ALTER ROLE ${me(ids)} BYPASSRLS`,
      shows: (ids) => `SELECT rolbypassrls AS so FROM pg_roles WHERE rolname = '${me(ids)}'`,
    },
  },
  {
    what: 'changes the password of production’s role',
    tries: ({ names }) => `ALTER ROLE ${names['worker-production']} PASSWORD 'x'`,
    twin: {
      by: 'owner',
      does: ({ names }) => `ALTER ROLE ${names['worker-production']} PASSWORD 'x'`,
      shows: () => 'SELECT true AS so',
    },
  },
  ...(
    [
      [
        'takes row policies off deployments',
        'ALTER TABLE deployments DISABLE ROW LEVEL SECURITY',
        `SELECT NOT relrowsecurity AS so FROM pg_class WHERE oid = 'deployments'::regclass`,
      ],
      [
        'takes the lock off the chain',
        'ALTER TABLE audit DISABLE TRIGGER ALL',
        `SELECT bool_and(tgenabled = 'D') AS so FROM pg_trigger WHERE tgrelid = 'audit'::regclass`,
      ],
      [
        'takes the lock off where cards are',
        'ALTER TABLE projections DISABLE TRIGGER USER',
        `SELECT bool_or(tgenabled = 'D') AS so FROM pg_trigger WHERE tgrelid = 'projections'::regclass`,
      ],
      [
        'turns triggers off for itself',
        'SET session_replication_role = replica',
        `SELECT current_setting('session_replication_role') = 'replica' AS so`,
      ],
      [
        'adds a policy',
        'CREATE POLICY mine ON deployments USING (true)',
        `SELECT count(*) = 1 AS so FROM pg_policies WHERE policyname = 'mine'`,
      ],
      [
        'makes a function',
        'CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
        `SELECT to_regprocedure('mine()') IS NOT NULL AS so`,
      ],
      ['makes a table', 'CREATE TABLE mine ()', `SELECT to_regclass('mine') IS NOT NULL AS so`],
      ['removes a table', 'DROP TABLE approvals', `SELECT to_regclass('approvals') IS NULL AS so`],
      [
        'makes a role',
        'CREATE ROLE greenroom_mine',
        `SELECT count(*) = 1 AS so FROM pg_roles WHERE rolname = 'greenroom_mine'`,
      ],
      // One that reads to the end: whoever writes to a program that has gone is told of a broken pipe.
      ['runs a program on the server', `COPY (SELECT 1) TO PROGRAM 'cat > /dev/null'`, 'SELECT true AS so'],
      ['says that a migration was run', `INSERT INTO kysely_migration VALUES ('9', '')`, 'SELECT true AS so'],
    ] as const
  ).map(([what, statement, shows]): Attempt => ({
    what,
    tries: () => statement,
    twin: { by: 'owner', does: () => statement, shows: () => shows },
  })),
  {
    what: 'reads the key that passwords are made of',
    refused: 'meets no row',
    ...by('owner', () => `SELECT key FROM ledger_keys WHERE purpose = 'passwords'`),
  },
  {
    what: 'says which secret production holds',
    ...both((place) => `INSERT INTO secret_prints VALUES ('advent', '${place}', 'n', 'p', 1)`),
  },
];
