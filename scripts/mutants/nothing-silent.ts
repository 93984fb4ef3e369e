import type { Mutant } from './mutant.ts';

/** What keeps a push or a command from being lost, undone or built by halves without a word, taken away. */
export const nothingSilentMutants: readonly Mutant[] = [
  {
    ids: ['R1.1'],
    broken: 'a webhook that comes late undoes a /deploy',
    edits: [
      {
        file: 'src/jobs/intents/look-at-branch.ts',
        find: "isSettled(had, named === undefined ? intent.cause : 'poll', now.fetched)",
        replace: 'isSettled(had, intent.cause, now.fetched)',
      },
    ],
    story: {
      file: 'jobs/deployed-by-name.test.ts',
      name: 'stays also where the head that GitHub tells of again had failed',
    },
    says: /expected/,
  },
  {
    ids: ['C4'],
    broken: 'a command whose acknowledgement lost its answer is dropped',
    edits: [
      {
        file: 'src/bot/acknowledge.ts',
        find: ' && tries > 0) return;',
        replace: ' && tries > 9) return;',
      },
    ],
    story: { file: 'bot/lost-acknowledgement.test.ts', name: 'costs no button, and what only reads is read' },
    says: /waited a minute for an answer/,
  },
  {
    ids: ['R1.4'],
    broken: 'pictures in Git LFS are built as their pointers',
    edits: [
      {
        file: 'src/adapters/git/refuse-incomplete.ts',
        find: 'isPointer(join(tree, path)) && pointers.push(path)',
        replace: 'isPointer(join(tree, path))',
      },
    ],
    story: { file: 'adapters/local/incomplete-tree.test.ts', name: 'is not built from pointers' },
    says: /expected/,
  },
  {
    ids: ['R1.4'],
    broken: 'submodules are built as empty folders',
    edits: [
      {
        file: 'src/adapters/git/refuse-incomplete.ts',
        find: "startsWith('160000 ')",
        replace: "startsWith('170000 ')",
      },
    ],
    story: { file: 'adapters/local/incomplete-tree.test.ts', name: 'is not built with empty folders in their place' },
    says: /expected/,
  },
  {
    ids: ['E5.1'],
    broken: 'an app takes the snapshot of another in its database',
    edits: [
      {
        file: 'src/kit/snapshots.ts',
        find: 'nspname = $2::text || s.n::text',
        replace: "nspname ~ ('_before_' || s.n::text || '$') AND $2 <> ''",
      },
    ],
    story: { file: 'kit/two-apps.test.ts', name: 'the quiz alone was reset: the shop tells no undo' },
    says: /expected/,
  },
];
