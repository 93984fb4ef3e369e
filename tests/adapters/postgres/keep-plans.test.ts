import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepPlans } from '../../../src/adapters/postgres/keep-plans.ts';
import { type TestDatabase, emptyDatabase } from '../../world/database.ts';

let database: TestDatabase;
let ours: pg.Client;
let newer: pg.Client;
beforeEach(async () => {
  database = await emptyDatabase();
  [ours, newer] = [new pg.Client(database.url), new pg.Client(database.url)];
  await Promise.all([ours.connect(), newer.connect()]);
  keepPlans(ours);
  await newer.query('CREATE TABLE days (day integer PRIMARY KEY); INSERT INTO days VALUES (1), (2)');
});
afterEach(async () => {
  await Promise.all([ours.end(), newer.end()]);
  await database.drop();
});

// Texts of their own, since what was asked once is known to the whole process.
const asks = (remark: string, day: number) => ours.query(`select * from days where day = $1 -- ${remark}`, [day]);
const kept = async (remark: string): Promise<number> =>
  (await ours.query('SELECT statement FROM pg_prepared_statements')).rows.filter(({ statement }) =>
    String(statement).includes(remark),
  ).length;

describe('a question to the ledger', () => {
  it('is kept from the second time on, and answers each time to what it was given', async () => {
    expect((await asks('kept', 1)).rows).toEqual([{ day: 1 }]);
    expect(await kept('-- kept')).toBe(0);
    expect((await asks('kept', 2)).rows).toEqual([{ day: 2 }]);
    expect((await asks('kept', 1)).rows).toEqual([{ day: 1 }]);
    expect(await kept('-- kept')).toBe(1);
  });

  it('is prepared anew where a newer Greenroom has changed its table, and nobody notices', async () => {
    for (const day of [1, 2]) await asks('changed', day);
    await newer.query('ALTER TABLE days ADD opens date');
    expect((await asks('changed', 1)).rows).toEqual([{ day: 1, opens: null }]);
    expect((await asks('changed', 2)).rows).toEqual([{ day: 2, opens: null }]);
  });

  it('fails in the middle of a transaction then, which is done again as a whole', async () => {
    for (const day of [1, 2]) await asks('half way', day);
    await newer.query('ALTER TABLE days ADD opens date');
    const once = async () => {
      await ours.query('BEGIN');
      try {
        const { rows } = await asks('half way', 1);
        await ours.query('COMMIT');
        return rows;
      } catch (error) {
        await ours.query('ROLLBACK');
        throw error;
      }
    };
    await expect(once()).rejects.toThrow('cached plan');
    expect(await once()).toEqual([{ day: 1, opens: null }]);
  });

  it('that writes is kept, too', async () => {
    const writes = (day: number) => ours.query('update days set day = day where day = $1 -- writes', [day]);
    for (let time = 0; time < 10; time += 1) expect((await writes(time % 3)).rowCount).toBe(time % 3 === 0 ? 0 : 1);
    expect(await kept('-- writes')).toBe(1);
  });

  it('that writes, or finds a row there, is planned with its values: for any values, its index could not be told', async () => {
    await newer.query(
      'CREATE TABLE opened (day integer, until integer); CREATE UNIQUE INDEX ON opened (day) WHERE until = 9',
    );
    const opens = (day: number) =>
      ours.query(
        `with new as (insert into opened values ($1, $2) on conflict (day) where until = $2 do nothing returning day)
        select day from new`,
        [day, 9],
      );
    for (let time = 0; time < 10; time += 1) await opens(time % 2);
    expect((await newer.query('SELECT day FROM opened ORDER BY day')).rows).toEqual([{ day: 0 }, { day: 1 }]);
  });

  it('that PostgreSQL refuses is refused with its words, the first time and later', async () => {
    const wrong = () => ours.query('select $1::integer / 0 -- refused', [1]);
    for (let time = 0; time < 3; time += 1) await expect(wrong()).rejects.toThrow('division by zero');
    expect((await asks('refused', 1)).rows).toEqual([{ day: 1 }]);
  });
});
