import {
  type RightsOf,
  botReads,
  bothWorkersRead,
  deploymentIs,
  deploymentIsThere,
  eachWorker,
  placeIs,
} from './right.ts';

/** What stands between a request and production; and the record of it, to which everybody who acts appends. */
export const gate: RightsOf<'approvals' | 'locks' | 'freezes' | 'bad_versions' | 'audit'> = {
  approvals: {
    ...botReads,
    ...bothWorkersRead,
    'worker-production': { select: true, insert: true, delete: true, rows: deploymentIs('approvals', 'production') },
  },
  locks: {
    ...botReads,
    ...eachWorker((tier) => ({
      select: true,
      insert: true,
      update: ['warned_at', 'released_at', 'released_by', 'release_reason'],
      rows: placeIs('locks', tier),
    })),
  },
  freezes: {
    ...botReads,
    ...bothWorkersRead,
    'worker-production': { select: true, insert: true, update: ['lifted_at', 'lifted_by', 'lifted_reason'] },
  },
  bad_versions: {
    ...botReads,
    ...bothWorkersRead,
    'worker-production': { select: true, insert: true, update: ['cleared_at', 'cleared_by', 'cleared_reason'] },
  },
  audit: {
    ...botReads,
    ...eachWorker((tier) => ({
      select: true,
      insert: true,
      rows: `${placeIs('audit', tier)} AND (deployment IS NULL OR ${deploymentIsThere('audit')})`,
    })),
  },
};
