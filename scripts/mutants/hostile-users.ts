import type { Mutant } from './mutant.ts';

const hostile = (name: string) => ({ file: 'adapters/local/hostile-users.test.ts', name });

/** What pushed code could make root do, by its processes, its folders and its ports. */
export const hostileUsersMutants: readonly Mutant[] = [
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
        find: "if (sent.ended === 'exit' && (await isDead(user.uid))) return;",
        replace: 'return;',
      },
      {
        file: 'src/platform/end-all-of.ts',
        find: "'kill -9 -1'",
        replace:
          '`for p in $(grep -ls "^Uid:.*${user.uid}" /proc/[0-9]*/status); do p=${"$"}{p#/proc/}; p=${"$"}{p%/status}; [ $p = $$ ] || kill -9 $p; done`',
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
        find: "await store(dataDir, from === undefined ? folder : join(draft, 'tree'), taken);",
        replace: 'await store(dataDir, folder, taken);',
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
  {
    ids: ['C5'],
    broken: 'who is to be ended can stop whoever is to end them',
    edits: [
      { file: 'src/platform/end-all-of.ts', find: 'const rounds = 40;', replace: 'const rounds = 2;' },
      {
        file: 'src/platform/end-all-of.ts',
        find: 'sent = await run(program, args, { ...where, deadlineMs: apartDeadlineMs });',
        replace: "void [program, args]; sent = await run('sh', ['-c', 'kill -9 -1'], { ...where, user, deadlineMs });",
      },
    ],
    story: hostile('is ended where it stops all that comes to run as itself'),
    says: /timed out|could not be ended/,
  },
  {
    ids: ['C5'],
    broken: 'whoever answers on the port that an app was given is taken for the app',
    edits: [
      {
        file: 'src/adapters/local/host/who-listens.ts',
        find: 'filter((uid) => uid !== user.uid)',
        replace: 'filter(() => user.uid === 0)',
      },
    ],
    story: { file: 'adapters/local/hostile-ports.test.ts', name: 'is not taken for an app whose port it has taken' },
    says: /well/,
  },
  {
    ids: ['C5'],
    broken: 'the embedded PostgreSQL listens where anybody can while it is down',
    edits: [
      {
        file: 'src/adapters/postgres/embedded/place.ts',
        find: 'const socket = isOurs ? await socketIn(folder, home, runs) : undefined;',
        replace: 'const socket = undefined; void socketIn;',
      },
    ],
    story: { file: 'adapters/postgres/embedded.test.ts', name: 'of root’s server nobody else can take the place' },
    says: /ENOENT|127\.0\.0\.1/,
  },
  {
    ids: ['R5.1'],
    broken: 'production starts from what staging’s worker can change',
    edits: [
      {
        file: 'src/adapters/local/place.ts',
        find: "return isOfTier(place, 'production') ? place.ownDir : place.dataDir;",
        replace: 'return place.dataDir;',
      },
    ],
    story: { file: 'adapters/local/own-copies.test.ts', name: 'starts from a copy of its own' },
    says: /another one serves|its copy/,
  },
  {
    ids: ['R5.1'],
    broken: 'production takes along what is not what was approved',
    edits: [
      {
        file: 'src/adapters/local/store.ts',
        find: 'const isIt = copied.digest === digest;',
        replace: "const isIt = copied.digest !== '';",
      },
    ],
    story: { file: 'adapters/local/own-copies.test.ts', name: 'takes nothing along that is not what was approved' },
    says: /to deeply equal \[\]|artifact-damaged/,
  },
  {
    ids: ['C5'],
    broken: 'a link in the place of what is stored opens to everybody what it leads to',
    edits: [
      {
        file: 'src/adapters/local/copy-tree.ts',
        find: "if (!lstatSync(join(draft, 'tree')).isDirectory())",
        replace: 'if (!lstatSync(draft).isDirectory())',
      },
      {
        file: 'src/adapters/local/take-over.ts',
        find: 'if (!lstatSync(folder).isDirectory())',
        replace: "if (folder === '')",
      },
    ],
    story: { file: 'adapters/local/own-copies.test.ts', name: 'opens nothing of its own to others' },
    says: /to deeply equal/,
  },
  {
    ids: ['C5'],
    broken: 'root is loaded by what the environment of a program of pushed code says',
    edits: [
      { file: 'src/platform/as-user.ts', find: "name.startsWith('LD_') ||", replace: "name.startsWith('LD_NOT') ||" },
    ],
    story: hostile('has none of its files loaded by who starts its programs'),
    says: /to deeply equal|to strictly equal/,
  },
];
