import type { Mutant } from './mutant.ts';

const ids = ['layer', '3 fresh'];
const change = 'src/adapters/postgres/deployments/change.ts';
const leases = 'adapters/postgres/leases.test.ts';
const waits = 'adapters/postgres/while-it-waits.test.ts';

/** What keeps two workers from bringing on the same environment, taken away. */
export const leaseMutants: readonly Mutant[] = [
  {
    ids,
    broken: 'a lease that somebody holds is taken from them',
    edits: [
      {
        file: 'src/adapters/postgres/leases.ts',
        find: "row.or([row('holder', 'is', null), row.not(inForce)])",
        replace: "row('project', '=', project)",
      },
    ],
    story: { file: leases, name: 'of many who want it one gets it' },
    says: /expected/,
  },
  {
    ids,
    broken: 'a step is written down under a lease that was lost',
    edits: [{ file: change, find: '  refuseUnlessCurrent(lease, row);\n', replace: '' }],
    story: { file: leases, name: 'every write under a lost lease is refused' },
    says: /promise resolved|expected/,
  },
  {
    ids,
    broken: 'a write under a lease does not keep the lease',
    edits: [{ file: change, find: "\n    .forShare('l');", replace: ';' }],
    story: { file: waits, name: 'a write under a lease keeps the lease' },
    says: /expected true to be false/,
  },
  {
    ids,
    broken: 'a step is begun on what was written of it before it waited',
    edits: [{ file: change, find: ".forUpdate(['d', 's'])", replace: ".forUpdate('d')" }],
    story: { file: waits, name: 'a step is begun on what is written of it then' },
    says: /promise resolved/,
  },
];
