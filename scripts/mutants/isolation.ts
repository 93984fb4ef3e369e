import type { Mutant } from './mutant.ts';

/** What keeps staging and production apart, and staging in order, broken one at a time. */
export const isolationMutants: readonly Mutant[] = [
  {
    ids: ['R4.1'],
    broken: 'a token of staging that opens production is taken',
    edits: [{ file: 'src/adapters/fly/tokens-apart.ts', find: 'if (opened)', replace: 'if (opened && false)' }],
    story: { file: 'adapters/fly/target.test.ts', name: 'that opens production keeps everything from being built' },
    says: /resolved .* instead of rejecting/,
  },
  {
    ids: ['R4.2'],
    broken: 'a difference of constraints is not seen',
    edits: [
      {
        file: 'src/core/constraints.ts',
        find: 'both.staging === both.production',
        replace: 'both.staging !== undefined',
      },
    ],
    story: { file: 'jobs/constraints.test.ts', name: 'R4.2 one aspect that is meant so does not let another through' },
    says: /constraints\.differ/,
  },
  {
    ids: ['R4.3'],
    broken: 'machines are not labelled',
    edits: [
      {
        file: 'src/adapters/fly/label-machines.ts',
        find: 'for (const machine of servingMachines(machines))',
        replace: 'for (const machine of servingMachines(machines).slice(1))',
      },
    ],
    story: { file: 'acceptance/fly.test.ts', name: 'R4.3 is labelled as staging on every machine' },
    says: /to match object/,
  },
  {
    ids: ['R4.4'],
    broken: 'the button removes whatever is there by now',
    edits: [
      {
        file: 'src/jobs/intents/clean-up.ts',
        find: 'if (confirms.shown !== print)',
        replace: "if (confirms.shown === '')",
      },
    ],
    story: { file: 'jobs/clean-up.test.ts', name: 'R4.4 where something came or went meanwhile nothing is removed' },
    says: /clean-up\.moved/,
  },
  {
    ids: ['R4.4'],
    broken: 'a machine that serves counts as left over',
    edits: [
      {
        file: 'src/adapters/fly/leftovers.ts',
        find: 'if (serving.has(machine.id) || gone',
        replace: 'if (gone',
      },
    ],
    story: { file: 'adapters/fly/leftovers.test.ts', name: 'R4.4 is removed, and what serves or somebody uses stays' },
    says: /to match object/,
  },
  {
    ids: ['R3.3'],
    broken: 'a workflow that somebody cancelled counts as run',
    edits: [
      {
        file: 'src/adapters/github/workflow-suite.ts',
        find: "if (conclusion !== 'success' && conclusion !== 'failure')",
        replace: "if (conclusion === 'never')",
      },
    ],
    story: { file: 'adapters/github/workflow-suite.test.ts', name: 'cancelled there' },
    says: /test\.not-run/,
  },
];
