import type { Mutant } from './mutant.ts';

const isolation = 'jobs/isolation.test.ts';
const wire = 'adapters/stage-tools/stage-tools.test.ts';

/** What keeps the stage tools off production, and each of them done once, taken away one at a time. */
export const stageMutants: readonly Mutant[] = [
  {
    ids: ['layer', '3 fresh', 'E7.4'],
    broken: 'what nobody has asked production counts as apart',
    edits: [
      {
        file: 'src/core/isolation.ts',
        find: 'if (seen === undefined) return unknown(',
        replace: 'if (seen === undefined && now > 0) return undefined;\n  if (seen === undefined) return unknown(',
      },
    ],
    story: { file: isolation, name: 'is asked before staging’s tools open' },
    says: /isolation\.production-unknown/,
  },
  {
    ids: ['layer', '3 fresh', 'E7.4'],
    broken: 'what was asked before production was changed still counts',
    edits: [{ file: 'src/core/isolation.ts', find: 'if (seen.at < changedAt)', replace: 'if (seen.at < -changedAt)' }],
    story: { file: isolation, name: 'it was changed since: that is asked anew first' },
    says: /isolation\.production-unknown/,
  },
  {
    ids: ['layer', '2 unforgeable', 'E9.4'],
    broken: 'the lease is not looked at right before a stage tool',
    edits: [{ file: 'src/adapters/stage-tools/stage-tools.ts', find: '      await io.fence();\n', replace: '' }],
    story: { file: wire, name: 'is not asked where the lease is lost at the last moment' },
    says: /promise resolved/,
  },
  {
    ids: ['E9.2'],
    broken: 'whatever answers at the app’s address is believed',
    edits: [
      {
        file: 'src/adapters/stage-tools/ask.ts',
        find: 'if (!verifyAnswer(',
        replace: 'if (status < 0 && !verifyAnswer(',
      },
    ],
    story: { file: wire, name: 'says that it is done, unsigned: it is not believed' },
    says: /no-answer/,
  },
  {
    ids: ['E5.1'],
    broken: 'the button of /reset carries out something else than was shown',
    edits: [
      {
        file: 'src/jobs/intents/reset.ts',
        find: 'if (confirms.planHash !== planHash)',
        replace: "if (confirms.planHash === '')",
      },
    ],
    story: {
      file: 'jobs/stage-tools.test.ts',
      name: 'E6.1–E6.4 a tester plays with staging (memory) E5.1 /reset shows',
    },
    says: /stage\.plan-moved/,
  },
];
