import type { Mutant } from './mutant.ts';

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
];
