import { expect, it } from 'vitest';
import type { Tier } from '../../src/core/environment.ts';
import type { MigrationFacts } from '../../src/core/migration.ts';
import { type Facts, known, unknown } from '../../src/guards/facts.ts';
import { guardsFor } from '../../src/guards/index.ts';
import { schemaCompatible } from '../../src/guards/schema-compatible.ts';

const additive: MigrationFacts = { path: 'm/1.sql', class: 'additive' };
const risky: MigrationFacts = { path: 'm/2.sql', class: 'risky', why: 'renames the table a' };
const unclear: MigrationFacts = { path: 'm/3.js', class: 'unknown', why: 'not SQL' };
const destructive: MigrationFacts = { path: 'm/4.sql', class: 'destructive', why: 'drops table users' };

function facts(schema: Facts['schema']): Facts {
  return {
    project: 'advent',
    environment: 'production',
    tier: 'production',
    now: 0,
    configured: true,
    artifacts: [{ service: 'api', key: 'k', digest: 'sha256:1' }],
    recorded: known({
      release: [{ service: 'api', key: 'k', digest: 'sha256:1' }],
      built: [{ service: 'api', key: 'k', digest: 'sha256:1' }],
    }),
    lease: { ours: 1, current: known(1) },
    wasGood: known(true),
    actor: { action: 'roll-back', member: known({ roleIds: [], bot: false }), allowed: known(true) },
    ...(schema === undefined ? {} : { schema }),
  };
}

/** Every guard that a way back has to pass, asked together. */
const refusals = (schema: Facts['schema'], byPerson: boolean) =>
  guardsFor('roll-back', 'production', byPerson ? 'rollback' : 'promotion', byPerson).flatMap((guard) => {
    const answer = guard.decide(facts(schema));
    return 'no' in answer ? [{ guard: guard.name, ...answer }] : [];
  });

it.each([
  ['/rollback', true],
  ['Greenroom’s own way back', false],
])('%s is refused over what a migration took away, by this guard alone, and told where to go', (_, byPerson) => {
  expect(refusals(known([additive, unclear, destructive]), byPerson)).toEqual([
    {
      guard: 'schema-compatible',
      no: 'schema.incompatible',
      detail: 'm/4.sql drops table users (and 1 more); going back does not undo that. Go forward: fix it and promote',
    },
  ]);
  expect(refusals(known([unclear]), byPerson)).toMatchObject([{ no: 'schema.incompatible' }]);
  expect(refusals(known([additive, risky]), byPerson)).toEqual([]);
});

it('says what stays where it lets pass', () => {
  expect(schemaCompatible.decide(facts(known([])))).toEqual({ yes: 'no migration has run that it does not have' });
  expect(schemaCompatible.decide(facts(known([additive])))).toEqual({
    yes: '1 newer migration stays, none takes anything away',
  });
  expect(schemaCompatible.decide(facts(known([additive, risky])))).toEqual({
    yes: '2 newer migrations stay, none takes anything away; look at m/2.sql: renames the table a',
  });
});

it('refuses where it was not looked at, or could not be read', () => {
  expect(schemaCompatible.decide(facts(undefined))).toMatchObject({ no: 'state.unknown' });
  expect(schemaCompatible.decide(facts(unknown('no answer')))).toMatchObject({
    no: 'state.unknown',
    detail: expect.stringContaining('no answer'),
  });
});

it('is asked on every way back of production, and nowhere else', () => {
  const asks = (...[asked, tier, kind]: [Parameters<typeof guardsFor>[0], Tier, Parameters<typeof guardsFor>[2]]) =>
    guardsFor(asked, tier, kind, false).includes(schemaCompatible);
  expect(asks('start', 'production', 'rollback')).toBe(true);
  expect(asks('roll-back', 'production', 'promotion')).toBe(true);
  expect(asks('switch', 'production', 'promotion')).toBe(false);
  expect(asks('roll-back', 'staging', 'deployment')).toBe(false);
});
