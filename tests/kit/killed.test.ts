import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TestDatabase, emptyDatabase } from '../world/database.ts';
import { redisInPostgres } from './redis-in-postgres.ts';
import { type SmallApp, ask, lend, smallApp, stagingEnv, wish } from './small-app.ts';

let database: TestDatabase;
const apps: SmallApp[] = [];
beforeEach(async () => {
  database = await emptyDatabase();
});
afterEach(async () => {
  for (const app of apps.splice(0)) await app.stop();
  await database.drop();
});

async function starts(): Promise<SmallApp> {
  const own = new pg.Pool({ connectionString: database.url });
  // Its database is dropped under it.
  own.on('error', () => undefined);
  const app = await smallApp(database.url, { redis: await redisInPostgres(lend(own, database.url)) });
  const stop = async (): Promise<void> => {
    await app.stop();
    await own.end();
  };
  apps.push({ ...app, stop });
  return app;
}

const program = fileURLToPath(new URL('fixtures/dies-at.ts', import.meta.url));

/** The app as a process of its own, killed with -9 as soon as it says `point`, or `after` milliseconds of work. */
async function dies(tool: string, call: object, point: string, after?: number): Promise<void> {
  const child = spawn(process.execPath, [program, database.url, point, tool, JSON.stringify(call)], {
    env: { PATH: process.env['PATH'], ...stagingEnv },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  let told = '';
  for await (const chunk of child.stdout) {
    told += String(chunk);
    if (!told.split('\n').includes(point)) continue;
    if (after !== undefined) await setTimeout(after);
    child.kill('SIGKILL');
    break;
  }
  await exit;
  expect(told.split('\n'), told).toContain(point);
}

const names = async ({ pool }: SmallApp): Promise<number> =>
  Number((await pool.query('SELECT count(*) FROM app.users')).rows[0].count);
const schemas = async ({ pool }: SmallApp): Promise<string[]> =>
  (await pool.query(`SELECT nspname FROM pg_namespace WHERE nspname LIKE 'app%' ORDER BY 1`)).rows.map((row) =>
    String(row.nspname),
  );
const keys = async ({ pool }: SmallApp): Promise<string[]> =>
  (await pool.query('SELECT key FROM instead_of_redis.keys ORDER BY 1')).rows.map((row) => String(row.key));

/** Five players with two sessions; a reset makes forty synthetic ones of them. */
async function played(): Promise<SmallApp> {
  const app = await starts();
  await app.pool.query(`INSERT INTO app.users SELECT n::text, 'player-' || n, false FROM generate_series(1, 5) n`);
  await session(app);
  return app;
}
const session = ({ pool }: SmallApp) =>
  pool.query(`INSERT INTO instead_of_redis.keys VALUES ('event:session:1', 'ana') ON CONFLICT DO NOTHING`);

async function resetCall(app: SmallApp, id: string): Promise<object> {
  const { answer } = await ask(app.address, '/_stage/reset-plan', wish({}));
  const input = { planHash: Reflect.get(Object(answer['result']), 'planHash'), scenario: 'crowd' };
  return { id, by: { name: 'ana' }, fence: 1, input };
}

const asBefore = { users: 5, schemas: ['app'], keys: ['event:greenroom:marker', 'event:session:1'] };
const asAfter = { users: 40, schemas: ['app', 'app_before_1'], keys: ['event:greenroom:marker'] };
const state = async (app: SmallApp) => ({
  users: await names(app),
  schemas: await schemas(app),
  keys: await keys(app),
});
const told = async (app: SmallApp, id: string) => (await ask(app.address, '/_stage/look', { id })).answer;
const endedBefore = { state: 'refused', code: 'stage.ended-before' };

describe('E5.1 a reset that is killed', () => {
  it.each(['begun', 'create', 'migrate', 'seed', 'verify', 'swap', 'renamed, not committed'])(
    'at “%s” ends as before, and the journal says so',
    async (point) => {
      const before = await played();
      await dies('reset', await resetCall(before, 'killed-reset'), point);
      const app = await starts();
      expect(await state(app)).toEqual(asBefore);
      expect(await told(app, 'killed-reset')).toMatchObject(endedBefore);
      expect(
        await ask(app.address, '/_stage/reset', { ...(await resetCall(app, 'another-reset')), at: 1 }),
      ).toMatchObject({
        answer: { state: 'done' },
      });
      // An aborted try has used up a number of a snapshot.
      expect({ ...(await state(app)), schemas: 2 }).toEqual({ ...asAfter, schemas: (await schemas(app)).length });
    },
  );

  it.each(['swapped', 'Redis emptied', 'done'])('at “%s” ends as after, and the journal says so', async (point) => {
    const before = await played();
    await dies('reset', await resetCall(before, 'killed-reset'), point);
    const app = await starts();
    expect(await state(app)).toEqual(asAfter);
    expect(await told(app, 'killed-reset')).toMatchObject({
      state: 'done',
      result: { before: { users: 5 }, after: { users: 40 }, redisWiped: true },
    });
    expect((await ask(app.address, '/_stage/undo-reset', wish({}))).answer).toMatchObject({ state: 'done' });
    expect(await names(app)).toBe(5);
  });

  it('is also ended by a machine that has been there all along, when it is asked', async () => {
    const there = await played();
    await dies('reset', await resetCall(there, 'killed-reset'), 'swapped');
    expect(await told(there, 'killed-reset')).toMatchObject({ state: 'done' });
    expect(await state(there)).toEqual(asAfter);
  });

  it('at any moment ends as before or as after, as the journal says', async () => {
    const ends = new Set<string>();
    let app = await played();
    for (let n = 0; n < 8; n += 1) {
      await app.pool.query('DELETE FROM app.users');
      await app.pool.query(`INSERT INTO app.users SELECT n::text, 'player-' || n, false FROM generate_series(1, 5) n`);
      await session(app);
      const id = `killed-reset-${String(n)}`;
      await dies('reset', await resetCall(app, id), 'started', n * 12);
      app = await starts();
      const { state: end = 'unknown' } = await told(app, id);
      const { users, keys: left, schemas: beside } = await state(app);
      expect({ users, keys: left }).toEqual(
        end === 'done' ? { users: 40, keys: asAfter.keys } : { users: 5, keys: asBefore.keys },
      );
      expect(beside.filter((name) => name !== 'app' && !name.startsWith('app_before_'))).toEqual([]);
      ends.add(String(end));
    }
    expect([...ends].every((end) => ['done', 'refused', 'unknown'].includes(end))).toBe(true);
  });
});

describe('E5.1 an undo that is killed', () => {
  const undoCall = { id: 'killed-undo', by: { name: 'ana' }, fence: 1, input: {} };
  async function reset(): Promise<SmallApp> {
    const app = await played();
    await ask(app.address, '/_stage/reset', { ...(await resetCall(app, 'the-reset')), at: 1 });
    await session(app);
    return app;
  }

  it.each(['begun', 'swap', 'renamed, not committed'])(
    'at “%s” ends as before, and can be asked again',
    async (point) => {
      await reset();
      await dies('undo-reset', undoCall, point);
      const app = await starts();
      expect(await state(app)).toEqual({ ...asAfter, keys: asBefore.keys });
      expect(await told(app, 'killed-undo')).toMatchObject(endedBefore);
      expect((await ask(app.address, '/_stage/undo-reset', wish({}))).answer).toMatchObject({ state: 'done' });
      expect(await names(app)).toBe(5);
    },
  );

  it.each(['swapped', 'Redis emptied', 'done'])('at “%s” ends as after', async (point) => {
    await reset();
    await dies('undo-reset', undoCall, point);
    const app = await starts();
    expect(await state(app)).toEqual({ ...asBefore, keys: asAfter.keys });
    expect(await told(app, 'killed-undo')).toMatchObject({ state: 'done', result: { restored: { users: 5 } } });
  });
});
