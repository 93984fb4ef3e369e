import { type Attempt, both, by } from './attempt.ts';

const production = 'worker-production';
const staging = 'worker-staging';

const newDeployment = (kind: string, environment: string, tier: string, promotion = 'NULL'): string =>
  `INSERT INTO deployments (id, number, project, environment, tier, kind, state, commit, commit_facts, urls, promotion, created_at)
   VALUES ('forged', 99, 'advent', '${environment}', '${tier}', '${kind}', 'succeeded', 'c', '{}', '{}', ${promotion}, 1)`;

/** Rows of production, and rows of staging that would be taken for production's. */
export const inProduction: readonly Attempt[] = [
  {
    what: 'inserts a promotion',
    ...by(production, () => newDeployment('promotion', 'production', 'production', `'{"hash":"1"}'`)),
  },
  {
    what: 'inserts a deployment into production',
    ...both((place) => newDeployment(place === 'staging' ? 'deployment' : 'rollback', place, place)),
  },
  {
    what: 'inserts one into production that calls itself staging’s',
    ...both((place) => newDeployment('deployment', place, 'staging')),
  },
  {
    what: 'inserts one into staging that calls itself production’s',
    ...both((place) => newDeployment('rollback', 'staging', place)),
  },
  {
    what: 'inserts a promotion into staging',
    tries: () => newDeployment('promotion', 'staging', 'staging'),
    twin: { by: staging, does: () => newDeployment('verification', 'staging', 'staging') },
  },
  {
    what: 'inserts a card into staging',
    tries: () => newDeployment('deployment', 'staging', 'staging', `'{"hash":"1"}'`),
    twin: { by: staging, does: () => newDeployment('deployment', 'staging', 'staging') },
  },
  {
    what: 'inserts one into an environment that the config does not name',
    tries: () => newDeployment('deployment', 'prod', 'staging'),
    twin: { by: staging, does: () => newDeployment('deployment', 'staging', 'staging') },
  },
  {
    what: 'says that a promotion has succeeded',
    ...both((place, { staged, card }) => {
      const id = place === 'staging' ? staged : card;
      return `UPDATE deployments SET state = 'succeeded', ended_at = 9 WHERE id = '${id}'`;
    }),
  },
  {
    what: 'gives a promotion another release',
    ...both((place, { staged, card, release }) => {
      const id = place === 'staging' ? staged : card;
      return `UPDATE deployments SET release = '${release}' WHERE id = '${id}'`;
    }),
  },
  {
    what: 'updates every deployment',
    tries: () => `UPDATE deployments SET code = 'x'`,
    twin: { by: staging, does: () => `UPDATE deployments SET code = 'x' WHERE environment = 'staging'` },
  },
  {
    what: 'moves its deployment to production',
    ...by('owner', ({ staged }) => `UPDATE deployments SET environment = 'production' WHERE id = '${staged}'`),
  },
  {
    what: 'turns its deployment into production’s',
    ...by('owner', ({ staged }) => `UPDATE deployments SET tier = 'production' WHERE id = '${staged}'`),
  },
  {
    what: 'turns its deployment into a promotion',
    ...by('owner', ({ staged }) => `UPDATE deployments SET kind = 'promotion' WHERE id = '${staged}'`),
  },
  {
    what: 'removes a promotion',
    ...by('owner', ({ card }) => {
      const parts = `a AS (DELETE FROM steps WHERE deployment = '${card}'), b AS (DELETE FROM approvals WHERE deployment = '${card}')`;
      return `WITH ${parts} DELETE FROM deployments WHERE id = '${card}'`;
    }),
  },
  {
    what: 'inserts a step of production',
    ...both((place, { staged, card }) => {
      const id = place === 'staging' ? staged : card;
      return `INSERT INTO steps (deployment, name, position, state) VALUES ('${id}', 'restart', 9, 'succeeded')`;
    }),
  },
  {
    what: 'ends a step of production',
    ...both((place, { staged, bad }) => {
      const id = place === 'staging' ? staged : bad;
      return `UPDATE steps SET state = 'succeeded' WHERE deployment = '${id}' AND name = 'fetch'`;
    }),
  },
  {
    what: 'moves a step to a promotion',
    ...by(
      'owner',
      ({ staged, card }) =>
        `UPDATE steps SET deployment = '${card}', name = name || 'x' WHERE deployment = '${staged}' AND name = 'verify'`,
    ),
  },
  {
    what: 'removes steps of production',
    refused: 'meets no row',
    ...both(
      (place, { staged, card }) => `DELETE FROM steps WHERE deployment = '${place === 'staging' ? staged : card}'`,
    ),
  },
  {
    what: 'writes into a log of production',
    ...both((place, { staged, bad }) => {
      const id = place === 'staging' ? staged : bad;
      return `INSERT INTO step_logs VALUES ('${id}', 'fetch', 9, true, 1, 'x', 1)`;
    }),
  },
  {
    what: 'removes a log of production',
    refused: 'meets no row',
    ...both(
      (place, { staged, bad }) => `DELETE FROM step_logs WHERE deployment = '${place === 'staging' ? staged : bad}'`,
    ),
  },
  {
    what: 'says that production’s suites were green',
    ...both((place, { staged, card }) => {
      const id = place === 'staging' ? staged : card;
      return `INSERT INTO suites VALUES ('${id}', 'z', 9, true, NULL, 1, 0, 0, '[]')`;
    }),
  },
  {
    what: 'says that production was verified',
    ...both((place, { staged, card }) => {
      const id = place === 'staging' ? staged : card;
      return `WITH r AS (INSERT INTO releases VALUES ('z', 'advent', 'c', 'd', '[]', 1) RETURNING id)
        INSERT INTO evidence SELECT 'z', 'advent', '${place}', id, '${id}', '{}', 9 FROM r`;
    }),
  },
  {
    what: 'says of a promotion that staging verified it',
    ...both((place, { staged, card }) => {
      const id = place === 'staging' ? staged : card;
      return `WITH r AS (INSERT INTO releases VALUES ('z', 'advent', 'c', 'd', '[]', 1) RETURNING id)
        INSERT INTO evidence SELECT 'z', 'advent', 'staging', id, '${id}', '{}', 9 FROM r`;
    }),
  },
  { what: 'changes evidence', ...by('owner', () => `UPDATE evidence SET at = 9e15`) },
  { what: 'removes evidence', ...by('owner', () => `DELETE FROM evidence`) },
  {
    what: 'ends production’s evidence',
    ...both((place) => `INSERT INTO evidence_ends VALUES ('z', 'advent', '${place}', 'c', 'd', NULL, 9)`),
  },
  { what: 'takes back that evidence has ended', ...by('owner', () => 'DELETE FROM evidence_ends') },
  {
    what: 'says what production runs',
    ...both((place) => `UPDATE observations SET observation = '{}' WHERE environment = '${place}'`),
  },
  {
    what: 'says that first',
    tries: () =>
      `INSERT INTO observations VALUES ('advent', 'production', '{}', 9) ON CONFLICT (project, environment) DO UPDATE SET at = 9`,
    twin: {
      by: staging,
      does: () =>
        `INSERT INTO observations VALUES ('advent', 'staging', '{}', 9) ON CONFLICT (project, environment) DO UPDATE SET at = 9`,
    },
  },
  {
    what: 'takes production’s lease',
    ...both((place) => `UPDATE leases SET token = token + 1, holder = 'me' WHERE environment = '${place}'`),
  },
  {
    what: 'locks production',
    ...both(
      (place) =>
        `INSERT INTO locks (id, project, environment, kind, reason, at) VALUES ('z', 'advent', '${place}', 'bad-version', 'r', 1)`,
    ),
  },
  {
    what: 'says that production ran a migration',
    ...both((place, { staged, card }) => {
      const id = place === 'staging' ? staged : card;
      return `INSERT INTO applied_migrations VALUES ('advent', '${place}', 'z', 'z', 'additive', NULL, '${id}', 1)`;
    }),
  },
  { what: 'forgets a migration', ...by('owner', () => 'DELETE FROM applied_migrations') },
  {
    what: 'replaces the digests of a release',
    ...by('owner', () => `UPDATE releases SET digests = 'x', artifacts = '[]'`),
  },
  {
    what: 'has production’s card shown no more',
    ...both((place, { staged, card }) => {
      const id = place === 'staging' ? staged : card;
      return `UPDATE projections SET wanted = 0, seen = 9 WHERE subject = '${id}' AND surface = 'discord'`;
    }),
  },
  {
    what: 'says what production’s app is connected to',
    ...both(
      (place) => `INSERT INTO app_identities VALUES ('advent', '${place}', '{"state":"nothing-runs","at":9}', 9)`,
    ),
  },
  {
    what: 'says it anew',
    tries: () =>
      `INSERT INTO app_identities VALUES ('advent', 'production', '{}', 9) ON CONFLICT (project, environment) DO UPDATE SET seen = '{}'`,
    twin: {
      by: production,
      does: () =>
        `INSERT INTO app_identities VALUES ('advent', 'production', '{}', 9) ON CONFLICT (project, environment) DO UPDATE SET seen = '{}'`,
    },
  },
  {
    what: 'plays with production',
    ...both((place) => {
      const columns = 'id, project, environment, tool, actor_id, actor_name, detail, fence, started_at';
      return `INSERT INTO stage_operations (${columns}) VALUES ((SELECT min(id) FROM intents), 'advent', '${place}', 'reset', '1', 'x', 'd', 1, 1)`;
    }),
  },
  {
    what: 'offers what production has',
    ...both((place) => `INSERT INTO stage_descriptions VALUES ('advent', '${place}', '{}', 9)`),
  },
];
