import { readFileSync } from 'node:fs';
import { guards } from '../../src/guards/index.ts';
import type { Mutant } from './mutant.ts';

const index = 'src/guards/index.ts';
const text = readFileSync(new URL(`../../${index}`, import.meta.url), 'utf8');
const list = /export const guards: readonly Guard\[\] = \[\n[\s\S]*?\n\];/.exec(text)?.[0];
if (list === undefined)
  throw new Error(`${index} has no list of guards any more; bring scripts/mutants/guards.ts in line.`);

const camel = (name: string): string => name.replace(/-[a-z]/g, (found) => found.slice(1).toUpperCase());

/** Each guard of the list taken out of it: the story in which it alone refuses has to turn red, by its code. */
export const guardMutants: readonly Mutant[] = guards.map(({ name }) => ({
  ids: ['guard', name],
  broken: `${name} is not asked`,
  edits: [{ file: index, find: list, replace: list.replace(`\n  ${camel(name)},`, '') }],
  story: { file: 'jobs/guards-alone.test.ts', name: `${name} alone refuses` },
  // Without the guard of approvals a promotion goes before anybody could have approved it: there is no card any more.
  says: name === 'approval-matches-card' ? /no card waits/ : new RegExp(`wanted ${name}: [a-z-]+\\.[a-z-]+`),
}));

/** The layers of DESIGN §6 taken away one at a time. The marks inside the app come with the kit. */
export const layerMutants: readonly Mutant[] = [
  {
    ids: ['layer', '1 inexpressible'],
    broken: 'production’s target has the destructive operation',
    edits: [
      {
        file: 'src/core/operation.ts',
        find: 'O extends StageOnly ? NonProduction : Tier',
        replace: 'O extends StageOnly ? Tier : Tier',
      },
    ],
    story: { file: 'types/targets.ts', name: 'what must not compile' },
    says: /types\/targets\.ts[\s\S]*TS2578/,
  },
  {
    ids: ['layer', '2 unforgeable'],
    broken: 'a permit is taken for whatever it is shown',
    edits: [
      {
        file: 'src/core/permit.ts',
        find: 'if (against[name] !== terms[name]) {',
        replace: 'if (against[name] !== terms[name] && terms.token < 0) {',
      },
    ],
    story: { file: 'model/production-matrix.test.ts', name: 'a permit of staging buys nothing in production' },
    says: /expected \[Function\] to throw/,
  },
  {
    ids: ['layer', '2 unforgeable'],
    broken: 'a permit can be spent twice',
    edits: [{ file: 'src/core/permit.ts', find: 'this.#spent = true;', replace: '' }],
    story: { file: 'model/production-matrix.test.ts', name: 'a permit of staging buys nothing in production' },
    says: /expected \[Function\] to throw/,
  },
  {
    ids: ['layer', '3 fresh'],
    broken: 'the gate says yes whatever the guards say',
    edits: [{ file: 'src/guards/gate.ts', find: 'if (!considered.allowed || lease', replace: 'if (lease' }],
    story: { file: 'jobs/approvals.test.ts', name: 'a role that is taken away before the first effect' },
    says: /expected|succeeded/,
  },
  {
    ids: ['layer', '3 fresh'],
    broken: 'what could not be read counts as well',
    edits: [
      {
        file: 'src/guards/target-is-readable.ts',
        find: "if (!target.known) return { no: 'state.unknown', detail: target.why };",
        replace: "if (!target.known) return { yes: 'so be it' };",
      },
    ],
    story: { file: 'jobs/guards-alone.test.ts', name: 'target-is-readable alone refuses' },
    says: /target-is-readable/,
  },
];
