import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { atTheGate } from './attempts/at-the-gate.ts';
import type { Attempt } from './attempts/attempt.ts';
import { asking, theDatabase, theRecord } from './attempts/beyond.ts';
import { inProduction } from './attempts/in-production.ts';
import { type Ids, type RolesHere, as, everything, fill, rolesHere } from './roles-here.ts';

let here: RolesHere;
let ids: Ids;
beforeAll(async () => {
  here = await rolesHere();
  ids = await fill(here);
});
afterAll(() => here.drop());

/** What PostgreSQL said to it; or how many rows it met, where it said nothing. */
async function tries({
  tries: statement,
}: Attempt): Promise<{ readonly code: string } | { readonly met: number | null }> {
  return as(here.addresses['worker-staging'], async (staging) => {
    try {
      return { met: (await staging.query(statement(ids))).rowCount };
    } catch (error) {
      if (error instanceof Error && 'code' in error && typeof error.code === 'string') return { code: error.code };
      throw error;
    }
  });
}

const answers = {
  'is refused': { code: '42501' },
  'meets no row': { met: 0 },
  'has no effect': { met: null },
  'contradicts itself': { code: '23514' },
} as const;

describe.each([
  ['what the gate believes', atTheGate, 19],
  ['what is production’s', inProduction, 39],
  ['what people ask for', asking, 19],
  ['the record', theRecord, 6],
  ['the database itself', theDatabase, 28],
] as const)('staging’s role tries at %s', (_, attempts, count) => {
  test(`${count} ways`, () => expect(attempts).toHaveLength(count));

  test.for(attempts.map((attempt) => [attempt.what, attempt] as const))(
    '%s: refused, nothing changed',
    async ([, attempt]) => {
      const before = await everything(here.url);
      expect(await tries(attempt)).toEqual(answers[attempt.refused ?? 'is refused']);
      expect(await everything(here.url)).toEqual(before);
    },
  );

  test.for(attempts.map((attempt) => [attempt.what, attempt] as const))(
    '%s: its twin takes effect',
    async ([, { twin }]) => {
      await as(here.addresses[twin.by], async (session) => {
        await session.query('BEGIN');
        const shown = async (): Promise<unknown> => twin.shows && (await session.query(twin.shows(ids))).rows[0]?.so;
        const { rowCount } = await session.query(twin.does(ids));
        if (twin.shows === undefined) expect(rowCount).toBeGreaterThan(0);
        else expect(await shown()).toBe(true);
        await session.query('ROLLBACK');
      });
    },
  );
});
