import type { Mutant } from './mutant.ts';

/** Frontends that ask the wrong backend, and changes of the config that nobody notices. */
export const frontendMutants: readonly Mutant[] = [
  {
    ids: ['R2.1'],
    broken: 'whatever a frontend says is taken for right',
    edits: [
      { file: 'src/jobs/look-at-config.ts', find: 'if (found !== wanted[one])', replace: "if (found === 'never')" },
    ],
    story: { file: 'acceptance/frontends.test.ts', name: 'R2.1 that points at another backend' },
    says: /never happened: a message in #deployments/,
  },
  {
    ids: ['R2.2'],
    broken: 'a developer gets production’s addresses, whatever they pick',
    edits: [
      {
        file: 'src/config/frontend-file.ts',
        find: 'const urls = addressesOf(project.environments[environment]);',
        replace: "const urls = addressesOf(project.environments['production']);",
      },
    ],
    story: { file: 'acceptance/frontend-env.test.ts', name: 'R2.2 picks local' },
    says: /localhost:3000/,
  },
  {
    ids: ['R2.3'],
    broken: 'two environments may have one address',
    edits: [{ file: 'src/config/frontend-checks.ts', find: 'addresses.use(url,', replace: 'addresses.use(key + url,' }],
    story: { file: 'config/frontends.test.ts', name: 'R2.3 is refused at an address that another environment has' },
    says: /expected \[\] to deeply equal/,
  },
  {
    ids: ['R2.4'],
    broken: 'staging does not follow its config',
    edits: [
      {
        file: 'src/jobs/follow-config.ts',
        find: 'if (before === undefined || !isComparable(before, now)) return;',
        replace: 'if (before === undefined || isComparable(before, now)) return;',
      },
    ],
    story: { file: 'acceptance/frontends.test.ts', name: 'R2.4 is brought to staging by itself' },
    says: /never happened: a message in #deployments/,
  },
  {
    ids: ['R5.4'],
    broken: 'going back brings the new values along',
    edits: [
      {
        file: 'src/adapters/local/served-before.ts',
        find: 'if (before?.digest !== wanted.digest) return wanted;',
        replace: "if (before?.digest !== wanted.digest || wanted.health !== '') return wanted;",
      },
    ],
    story: { file: 'adapters/local/served-before.test.ts', name: 'goes back to the values that served before' },
    says: /good evening/,
  },
];
