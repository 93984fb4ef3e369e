import {
  type RightsOf,
  botReads,
  bothWorkersRead,
  deploymentIs,
  deploymentIsThere,
  eachWorker,
  placeIs,
} from './right.ts';

/** What moves while a deployment is brought on. Place, kind, plan and hash are written once, by whoever makes the row. */
const moves = [
  'state',
  'verdicts',
  'superseded_by',
  'serving',
  'code',
  'detail',
  'cancel_requested_by',
  'audit_seq',
  'audit_hash',
  'version',
  'started_at',
  'ended_at',
] as const;

/** A newer push takes the place of one that waits; staging builds what it deploys. Promotions do neither. */
const folds = [
  'commit',
  'commit_facts',
  'contains',
  'pusher',
  'requested_by',
  'release',
  'urls',
  'config_print',
  'config_change',
] as const;

const stepMoves = [
  'position',
  'state',
  'attempts',
  'fence',
  'code',
  'detail',
  'evidence',
  'started_at',
  'ended_at',
  'log_head',
  'log_tail',
  'log_left_out',
  'log_parts',
] as const;

/** Attempts, and all that a card shows of one. */
export const deployments: RightsOf<
  | 'project_numbers'
  | 'deployments'
  | 'steps'
  | 'step_logs'
  | 'suites'
  | 'applied_migrations'
  | 'leases'
  | 'observations'
> = {
  project_numbers: eachWorker(() => ({ select: true, insert: true, update: ['last'] })),
  deployments: {
    ...botReads,
    'worker-staging': {
      select: true,
      insert: true,
      update: [...moves, ...folds],
      rows: `tier = 'staging' AND kind <> 'promotion' AND promotion IS NULL AND ${placeIs('deployments', 'staging')}`,
    },
    'worker-production': {
      select: true,
      insert: true,
      update: moves,
      rows: `tier = 'production' AND kind IN ('promotion', 'rollback') AND ${placeIs('deployments', 'production')}`,
    },
  },
  steps: {
    ...botReads,
    ...eachWorker((tier) => ({
      select: true,
      insert: true,
      update: stepMoves,
      delete: true,
      rows: deploymentIs('steps', tier),
    })),
  },
  step_logs: {
    ...botReads,
    ...eachWorker((tier) => ({ select: true, insert: true, delete: true, rows: deploymentIs('step_logs', tier) })),
  },
  suites: {
    ...botReads,
    'worker-staging': {
      select: true,
      insert: true,
      update: ['ok', 'code', 'passed', 'failed', 'skipped', 'failures'],
      rows: deploymentIs('suites', 'staging'),
    },
    'worker-production': { select: true },
  },
  applied_migrations: eachWorker((tier) => ({
    select: true,
    insert: true,
    rows: `${placeIs('applied_migrations', tier)} AND ${deploymentIsThere('applied_migrations')}`,
  })),
  leases: eachWorker((tier) => ({
    select: true,
    insert: true,
    update: ['token', 'holder', 'holder_key', 'expires_at'],
    rows: placeIs('leases', tier),
  })),
  observations: {
    ...botReads,
    ...eachWorker((tier) => ({
      select: true,
      insert: true,
      update: ['observation', 'at'],
      rows: placeIs('observations', tier),
    })),
  },
};

/** What was built, and where it was seen to be well. Staging builds and verifies; production reads it and can forge none. */
export const releases: RightsOf<'artifacts' | 'releases' | 'evidence' | 'evidence_ends'> = {
  artifacts: {
    ...bothWorkersRead,
    'worker-staging': { select: true, insert: true, update: ['digest', 'created_at'] },
  },
  releases: {
    ...botReads,
    ...bothWorkersRead,
    'worker-staging': { select: true, insert: true, update: ['created_at'] },
  },
  evidence: {
    ...botReads,
    ...eachWorker((tier) => ({
      select: true,
      insert: true,
      rows: `${placeIs('evidence', tier)} AND ${deploymentIsThere('evidence')}`,
    })),
  },
  evidence_ends: {
    ...botReads,
    ...eachWorker((tier) => ({ select: true, insert: true, rows: placeIs('evidence_ends', tier) })),
  },
};
