import type { Mutant } from './mutant.ts';

const hostile = (name: string) => ({ file: 'adapters/local/hostile-users.test.ts', name });
const install = (name: string) => ({ file: 'adapters/local/install.test.ts', name });

/** Packages that are kept from build to build: none may get into a build that would not have installed the same. */
export const packagesMutants: readonly Mutant[] = [
  {
    ids: ['R5.1'],
    broken: 'packages are found again whatever the lockfile says',
    edits: [{ file: 'src/adapters/local/install.ts', find: '[project, part, run', replace: '[project, run' }],
    story: install('are installed anew with another lockfile'),
    says: /days 2/,
  },
  {
    ids: ['R5.1'],
    broken: 'packages are installed with the whole commit at hand',
    edits: [
      {
        file: 'src/adapters/local/install.ts',
        find: 'source.exportPart(project, commit, from, place.tree, io.signal)',
        replace: 'source.export(project, commit, place.tree, io.signal)',
      },
    ],
    story: install('can depend on nothing but the files'),
    says: /files: \[ 'build\.js', /,
  },
  {
    ids: ['R5.1'],
    broken: 'packages that somebody has changed in the store are built with',
    edits: [
      {
        file: 'src/adapters/local/install.ts',
        find: 'kept !== undefined && (await isUntouched(dataDir, kept))',
        replace: 'kept !== undefined',
      },
    ],
    story: install('that somebody has changed in the store since'),
    says: /match object \{ packages: 'days 1' \}/,
  },
  {
    ids: ['R5.1'],
    broken: 'packages that are being stored lie where the build that goes on can write to them',
    edits: [
      {
        file: 'src/adapters/local/install.ts',
        find: 'chmod(dirname(place.tree), 0o700)',
        replace: 'chmod(dirname(place.tree), 0o755)',
      },
    ],
    story: install('cannot be reached by the build that goes on meanwhile'),
    says: /found: EACCES/,
  },
  {
    ids: ['R5.1'],
    broken: 'what the build of a killed worker has left running may write to the next one’s files',
    edits: [
      {
        file: 'src/adapters/local/builder.ts',
        find: 'if (user !== undefined) await endAllOf(user);\n    const place',
        replace: 'const place',
      },
    ],
    story: { file: 'adapters/local/left-running.test.ts', name: 'is ended before the next build of the project' },
    says: /to match \/\^beside it: \$\/m/,
  },
  {
    ids: ['C5'],
    broken: 'root removes by paths what a running program still owns',
    edits: [
      {
        file: 'src/adapters/local/remove-tree.ts',
        find: "let ended = await as('rm', '-rf', '--', folder);",
        replace:
          "let ended = await as('true'); await (await import('node:fs/promises')).rm(folder, { recursive: true }).catch(() => 0);",
      },
    ],
    story: hostile('cannot lead who removes its folder to another’s'),
    says: /to have a length of 2000 but got/,
  },
  {
    ids: ['C5'],
    broken: 'what a user runs is ended by a list that was read before',
    edits: [
      {
        file: 'src/platform/end-all-of.ts',
        find: "if (ended === 'exit' && !anybodyIs(uid)) return;",
        replace: 'return;',
      },
      {
        file: 'src/platform/end-all-of.ts',
        find: "'kill -9 -1'",
        replace:
          '`for p in $(grep -ls "^Uid:.*${uid}" /proc/[0-9]*/status); do p=${"$"}{p#/proc/}; p=${"$"}{p%/status}; [ $p = $$ ] || kill -9 $p; done`',
      },
    ],
    story: hostile('is ended with all that it runs'),
    says: /to deeply equal \[ \[\], \[\], \[\] \]/,
  },
  {
    ids: ['C5'],
    broken: 'a tree is taken over that everybody may write to meanwhile',
    edits: [{ file: 'src/adapters/local/take-over.ts', find: '  chmodSync(folder, 0o755);\n}', replace: '}' }],
    story: hostile('cannot write any more to a tree'),
    says: /\[ \+0, 511 \]|\[ 0, 511 \]/,
  },
  {
    ids: ['R5.1'],
    broken: 'what is stored are the files that the build had open',
    edits: [
      {
        file: 'src/adapters/local/store.ts',
        find: "await rename(from === undefined ? folder : join(draft, 'tree'), tree);",
        replace: 'await rename(folder, tree);',
      },
    ],
    story: hostile('changes nothing of what is stored by a file that it has handed on'),
    says: /expected false to be true/,
  },
  {
    ids: ['C5'],
    broken: 'root writes into a scratch folder that is somebody else’s already',
    edits: [
      { file: 'src/adapters/local/scratch.ts', find: '    await prepare(folder);\n', replace: '' },
      {
        file: 'src/adapters/local/scratch.ts',
        find: 'return await use(folder);',
        replace: 'await prepare(folder);\n    return await use(folder);',
      },
    ],
    story: hostile('is given no folder before everything that root puts there is in it'),
    says: /to deeply equal \[ \+?0, \d+ \]/,
  },
  {
    ids: ['C5'],
    broken: 'whoever made the folder of a host’s socket first is taken for the host',
    edits: [
      {
        file: 'src/adapters/local/host-client.ts',
        find: 'keepPrivate(folder);\n    if ((await',
        replace: 'void folder;\n    if ((await',
      },
    ],
    story: hostile('is not taken for a host'),
    says: /including 'belongs to somebody else' but got/,
  },
];
