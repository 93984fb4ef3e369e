import type { Mutant } from './mutant.ts';

/** What keeps a change from being left half way, or undone by what nobody wanted, taken away. */
export const halfWayMutants: readonly Mutant[] = [
  {
    ids: ['R5.3', 'R5.4'],
    broken: 'a switch that was begun twice and is then refused is left as it is',
    edits: [
      {
        file: 'src/core/pipeline.ts',
        find: '(cutOff.includes(step.code) || step.attempts > 1)',
        replace: 'cutOff.includes(step.code)',
      },
    ],
    story: {
      file: 'jobs/half-way.test.ts',
      name: 'is taken back where who approved it has lost the role since',
    },
    says: /rolled-back/,
  },
  {
    ids: ['R5.3'],
    broken: 'a /cancel ends a promotion that has begun',
    edits: [
      {
        file: 'src/adapters/postgres/deployments/move.ts',
        find: "event === 'cancel' && lease === undefined && row.state === 'running'",
        replace: 'false',
      },
    ],
    story: { file: 'adapters/postgres/move.test.ts', name: 'who has no lease cancels what waits' },
    says: /promise resolved/,
  },
  {
    ids: ['R5.4'],
    broken: 'a /rollback goes back from what is not live any more',
    edits: [
      {
        file: 'src/jobs/intents/roll-back.ts',
        find: '          whileLive: live ?? null,\n',
        replace: '',
      },
    ],
    story: { file: 'jobs/meanwhile.test.ts', name: 'a /rollback during which an approved promotion comes there' },
    says: /expected/,
  },
  {
    ids: ['R1.1'],
    broken: 'the look at the branch undoes a /deploy within a minute',
    edits: [
      {
        file: 'src/jobs/newest-deployment.ts',
        find: 'if (cameOfBranch(newest)) return undefined;',
        replace: 'return undefined;',
      },
    ],
    story: {
      file: 'jobs/deployed-by-name.test.ts',
      name: 'stays on staging: the next look at the branch',
    },
    says: /expected/,
  },
  {
    ids: ['R1.4'],
    broken: 'nobody is told that GitHub takes the token no more',
    edits: [
      {
        file: 'src/jobs/watch-source.ts',
        find: 'if (!isWorthTelling(code, now, clock.now())) return;',
        replace: 'return;',
      },
    ],
    story: { file: 'jobs/watch-source.test.ts', name: 'refuses Greenroom: people are told at the second look' },
    says: /expected \[\]/,
  },
];
