import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TestDatabase, emptyDatabase } from '../world/database.ts';
import { type SmallApp, ask, hooksOf, redisInMemory, smallApp, wish } from './small-app.ts';

let database: TestDatabase;
const apps: SmallApp[] = [];
beforeEach(async () => {
  database = await emptyDatabase();
});
afterEach(async () => {
  for (const app of apps.splice(0)) await app.stop();
  await database.drop();
});

/** An app that five people have played with. */
async function playedWith(given: Parameters<typeof smallApp>[1] = {}): Promise<SmallApp> {
  const app = await smallApp(database.url, given);
  apps.push(app);
  await app.pool.query(`INSERT INTO app.users SELECT n::text, 'player-' || n, false FROM generate_series(1, 5) n`);
  return app;
}
const users = async (app: SmallApp): Promise<number> =>
  Number((await app.pool.query('SELECT count(*) FROM users')).rows[0].count);

const plans = (app: SmallApp) => ask(app.address, '/_stage/reset-plan', wish({}));
async function planHash(app: SmallApp): Promise<string> {
  return String(Object((await plans(app)).answer['result']).planHash);
}
const resets = (app: SmallApp, hash: string, id?: string) =>
  ask(app.address, '/_stage/reset', wish({ planHash: hash, scenario: 'fresh', rngSeed: 1 }, 1, id));
const undoes = (app: SmallApp) => ask(app.address, '/_stage/undo-reset', wish({}));

describe('E6.3 the clock', () => {
  it('somebody moves the clock and resets: the new data are made for the real time, which the app has afterwards', async () => {
    const hooks = hooksOf(database.url);
    const began = Date.now();
    const seen: [by: string, at: Date][] = [];
    const app = await playedWith({
      stage: () => ({
        ...hooks,
        seed: (context) => {
          seen.push(['seed', context.now()]);
          return hooks.seed(context);
        },
        verify: async ({ now }) => void seen.push(['verify', now()]),
      }),
    });
    await ask(app.address, '/_stage/clock', wish({ by: 30 * 86_400_000 }));
    // The twin: what is seeded into data that stay lives by the clock that stays.
    await ask(app.address, '/_stage/seed', wish({ scenario: 'fresh' }));
    expect((await resets(app, await planHash(app))).answer).toMatchObject({ state: 'done' });
    const days = seen.map(([by, at]) => [by, Math.floor((at.getTime() - began) / 86_400_000)]);
    expect(days).toEqual([
      ['seed', 30],
      ['seed', 0],
      ['verify', 0],
    ]);
    expect(Math.abs(app.kit.now().getTime() - Date.now())).toBeLessThan(5_000);
  });
});

describe('a ledger that was read in from an older export', () => {
  it('its newest token is older than the app has seen: a plan, which only reads, is told; a reset with it is refused', async () => {
    const app = await playedWith();
    await ask(app.address, '/_stage/seed', wish({ scenario: 'fresh' }, 9));
    expect(await plans(app)).toMatchObject({ status: 200, answer: { result: { rows: { users: 8 } } } });
    expect(await resets(app, await planHash(app))).toMatchObject({ status: 409, answer: { code: 'stage.fenced' } });
    // The twin: an owner of now.
    const { answer } = await ask(
      app.address,
      '/_stage/reset',
      wish({ planHash: await planHash(app), scenario: 'fresh' }, 10),
    );
    expect(answer).toMatchObject({ state: 'done' });
  });
});

describe('E5.1 what was put aside', () => {
  it('somebody drops it for its space: an undo is refused, and does not put empty tables in the place of the data', async () => {
    const hooks = hooksOf(database.url);
    const app = await playedWith({
      stage: () => ({
        ...hooks,
        // As many tools do: what is missing is made.
        migrate: async (schema) => {
          await app.pool.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
          await hooks.migrate(schema);
        },
      }),
    });
    await resets(app, await planHash(app));
    await app.pool.query('DROP SCHEMA app_before_1 CASCADE');
    expect(await undoes(app)).toMatchObject({ status: 409, answer: { code: 'stage.nothing-to-undo' } });
    expect(await users(app)).toBe(3);
    // The twin: the next reset is kept again, and comes back.
    await resets(app, await planHash(app));
    expect(await undoes(app)).toMatchObject({ answer: { state: 'done', result: { restored: { users: 3 } } } });
  });
});

describe('E2.3 another’s keys within the prefix in Redis', () => {
  const theirs = { environment: 'production', tier: 'production' };
  const others = [
    ['stage.marker-production', theirs],
    ['stage.marker-other', { environment: 'qa', tier: 'staging' }],
    ['stage.marker-other', { environment: 'staging', tier: 'staging' }],
  ] as const;

  it.each(others)('nothing is planned, wiped or undone: %s, of %o', async (code, marker) => {
    const redis = redisInMemory('event:');
    const app = await playedWith({ redis });
    const shown = await planHash(app);
    await resets(app, shown);
    const again = await planHash(app);
    redis.kept.set('event:live:greenroom:marker', JSON.stringify(marker));
    redis.kept.set('event:live:session:1', 'somebody real');
    for (const asks of [() => plans(app), () => resets(app, again), () => undoes(app)])
      expect(await asks()).toMatchObject({ status: 403, answer: { state: 'refused', code } });
    expect(redis.kept.get('event:live:session:1')).toBe('somebody real');
    expect(await users(app)).toBe(3);
    // The twin: elsewhere it is nothing to us.
    for (const key of ['event:live:greenroom:marker', 'event:live:session:1']) redis.kept.delete(key);
    redis.kept.set('live:greenroom:marker', JSON.stringify(marker));
    expect(await undoes(app)).toMatchObject({ answer: { state: 'done' } });
    expect([...redis.kept.keys()].toSorted()).toEqual(['event:greenroom:marker', 'live:greenroom:marker']);
  });
});

describe('an extension of the database', () => {
  it('is in the app’s schema: a reset is refused, which would have taken it from the app; elsewhere it stays', async () => {
    const app = await playedWith();
    await app.pool.query('CREATE EXTENSION pgcrypto');
    const works = () => app.pool.query(`SELECT crypt('secret', gen_salt('md5'))`);
    await works();
    const no = await plans(app);
    expect(no).toMatchObject({ status: 409, answer: { state: 'refused', code: 'stage.failed' } });
    expect(no.answer['message']).toContain('pgcrypto is in app and would go with it');
    expect(String(no.answer['message']).length).toBeLessThanOrEqual(200);
    await app.pool.query('ALTER EXTENSION pgcrypto SET SCHEMA public');
    const shown = await planHash(app);
    await app.pool.query('ALTER EXTENSION pgcrypto SET SCHEMA app');
    expect((await resets(app, shown)).answer).toMatchObject({ code: 'stage.failed' });
    await works();
    // The twin.
    await app.pool.query('ALTER EXTENSION pgcrypto SET SCHEMA public');
    expect((await resets(app, shown)).answer).toMatchObject({ state: 'done' });
    await app.pool.query('ALTER EXTENSION pgcrypto SET SCHEMA app');
    expect((await undoes(app)).answer).toMatchObject({ code: 'stage.failed' });
    await works();
  });
});

describe('Redis is away', () => {
  it('right after a swap: whoever looks is told that it goes on, not that it was refused; it ends once Redis is back', async () => {
    const redis = redisInMemory('event:');
    let isAway = false;
    const refuseWhileAway = (): void => {
      if (isAway) throw new Error('connect ECONNREFUSED');
    };
    const hooks = hooksOf(database.url);
    const app = await playedWith({
      redis: {
        ...redis,
        get: async (key) => {
          refuseWhileAway();
          return redis.get(key);
        },
        // The first that is deleted is after the swap.
        del: () => {
          isAway = true;
          throw new Error('connect ECONNRESET');
        },
      },
      stage: () => hooks,
    });
    redis.kept.set('event:session:1', 'ana');
    const id = 'reset-before-redis-went';
    expect((await resets(app, await planHash(app), id)).answer).toEqual({ state: 'running', phase: 'swapped' });
    expect(await users(app)).toBe(3);
    const looks = () => ask(app.address, '/_stage/look', { id });
    expect(await looks()).toMatchObject({ status: 200, answer: { state: 'running', phase: 'swapped' } });
    isAway = false;
    redis.kept.delete('event:session:1');
    expect(await looks()).toMatchObject({ status: 200, answer: { state: 'done', result: { after: { users: 3 } } } });
  });
});
