import type { Mutant } from './mutant.ts';

const ids = ['layer', '5 unable'];
const tries = 'adapters/postgres/roles/staging-tries.test.ts';

/** What keeps a part of Greenroom that was taken over, and pushed code, from production (DESIGN §6.5), taken away. */
export const unableMutants: readonly Mutant[] = [
  {
    ids,
    broken: 'staging’s role may write approvals',
    edits: [
      {
        file: 'src/adapters/postgres/roles/rights/gate.ts',
        find: '  approvals: {\n    ...botReads,\n    ...bothWorkersRead,\n',
        replace: "  approvals: {\n    ...botReads,\n    'worker-staging': { select: true, insert: true },\n",
      },
    ],
    story: { file: tries, name: 'approves a promotion: refused' },
    says: /met|expected/,
  },
  {
    ids,
    broken: 'a row policy believes what the row says of itself',
    edits: [
      {
        file: 'src/adapters/postgres/roles/rights/right.ts',
        find: "AND e.environment = ${table}.environment AND e.tier = '${tier}')`",
        replace: 'AND e.environment = ${table}.environment)`',
      },
    ],
    story: { file: tries, name: 'ends a lock of production: refused' },
    says: /met|expected/,
  },
  {
    ids,
    broken: 'the audit can be rewritten',
    edits: [
      {
        file: 'src/adapters/postgres/migrations/0012-separation.ts',
        find: 'BEFORE UPDATE OR DELETE OR TRUNCATE ON audit',
        replace: 'BEFORE DELETE OR TRUNCATE ON audit',
      },
    ],
    story: {
      file: 'adapters/postgres/audit.test.ts',
      name: 'UPDATE is refused (UPDATE audit SET facts = facts)',
    },
    says: /promise resolved|23001/,
  },
  {
    ids,
    broken: 'two tiers may hold the same secret',
    edits: [
      {
        file: 'src/adapters/postgres/secret-prints.ts',
        find: 'if (shared.length === 0) return;',
        replace: 'if (shared.length >= 0) return;',
      },
    ],
    story: { file: 'adapters/postgres/secret-prints.test.ts', name: 'refuses whoever comes second' },
    says: /promise resolved/,
  },
  {
    ids,
    broken: 'pushed code runs beside production’s secrets',
    edits: [
      {
        file: 'src/main/refuse-beside-production.ts',
        find: "if (!runsPushedCode || uid === 0 || file.pushedCode === 'beside-production') return;",
        replace: 'if (!runsPushedCode || uid !== 0) return;',
      },
    ],
    story: { file: 'main/refuse-beside-production.test.ts', name: 'refuses whoever would run pushed code' },
    says: /to throw/,
  },
  {
    ids,
    broken: 'a role is given what is another’s work',
    edits: [
      {
        file: 'src/main/apart/variables-of.ts',
        find: "...(role === 'worker-staging' ? secretsOfTier(config, 'staging') : []),",
        replace: "...secretsOfTier(config, 'staging'),",
      },
    ],
    story: { file: 'main/apart.test.ts', name: 'is nothing of an app for those who speak' },
    says: /to deeply equal \[ 'GITHUB_WEBHOOK_SECRET' \]/,
  },
];
