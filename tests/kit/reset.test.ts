import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TestDatabase, emptyDatabase } from '../world/database.ts';
import { type SmallApp, ask, ended, hooksOf, redisInMemory, smallApp, wish } from './small-app.ts';

let database: TestDatabase;
const apps: SmallApp[] = [];
beforeEach(async () => {
  database = await emptyDatabase();
});
afterEach(async () => {
  for (const app of apps.splice(0)) await app.stop();
  await database.drop();
});

async function starts(given: Parameters<typeof smallApp>[1] = {}): Promise<SmallApp> {
  const app = await smallApp(database.url, given);
  apps.push(app);
  return app;
}
const names = async (app: SmallApp): Promise<string[]> =>
  (await app.pool.query('SELECT name FROM users ORDER BY name')).rows.map((row) => String(row.name));
const schemas = async (app: SmallApp): Promise<string[]> =>
  (await app.pool.query(`SELECT nspname FROM pg_namespace WHERE nspname LIKE 'app%' ORDER BY 1`)).rows.map((row) =>
    String(row.nspname),
  );

async function plan(app: SmallApp): Promise<string> {
  const { answer } = await ask(app.address, '/_stage/reset-plan', wish({}));
  return String(Reflect.get(Object(answer['result']), 'planHash'));
}
const resets = async (app: SmallApp, planHash: string, scenario = 'fresh', id?: string) =>
  ask(app.address, '/_stage/reset', wish({ planHash, scenario, rngSeed: 1 }, 1, id));
const undoes = (app: SmallApp, by = {}) => ask(app.address, '/_stage/undo-reset', wish({}), by);

/** An app that people have played with. */
async function playedWith(given: Parameters<typeof smallApp>[1] = {}): Promise<SmallApp> {
  const app = await starts(given);
  await app.pool.query(`INSERT INTO app.users SELECT n::text, 'player-' || n, false FROM generate_series(1, 5) n`);
  return app;
}

describe('E5.1 reset', () => {
  it('shows where and what, and then makes everything anew', async () => {
    const redis = redisInMemory();
    const app = await playedWith({ redis });
    redis.kept.set('event:session:1', 'ana').set('event:session:2', 'ben').set('other:cache', 'not ours');
    const shown = await ask(app.address, '/_stage/reset-plan', wish({}));
    const name = new URL(database.url).pathname.slice(1);
    expect(shown.answer).toMatchObject({
      result: {
        host: `${name}@localhost:${new URL(database.url).port}/app`,
        rows: { days: 0, users: 5 },
        redisKeys: 2,
      },
    });

    const done = await resets(app, await plan(app), 'crowd');
    expect(done).toMatchObject({
      status: 200,
      answer: { state: 'done', result: { before: { users: 5 }, after: { days: 2, users: 40 }, redisWiped: true } },
    });
    const phases: unknown = Reflect.get(Object(done.answer['result']), 'phases');
    expect(Object(phases).map((phase: { name: string }) => phase.name)).toEqual([
      'create',
      'migrate',
      'seed',
      'verify',
      'swap',
    ]);
    expect(await names(app)).toHaveLength(40);
    expect([...redis.kept.keys()].sort()).toEqual(['event:greenroom:marker', 'other:cache']);
    expect(await schemas(app)).toEqual(['app', 'app_before_1']);
  });

  it('E9.3 again and again, on what it has made itself; only the newest snapshot is kept', async () => {
    const app = await playedWith();
    for (let n = 1; n <= 3; n += 1) expect((await resets(app, await plan(app))).status).toBe(200);
    expect(await names(app)).toHaveLength(3);
    expect(await schemas(app)).toEqual(['app', 'app_before_3']);
  });

  it('is bound to what was shown: refused once anything has changed', async () => {
    const app = await playedWith();
    const shown = await plan(app);
    await app.pool.query(`INSERT INTO app.users VALUES ('6', 'late', false)`);
    expect(await resets(app, shown)).toMatchObject({ status: 409, answer: { code: 'stage.plan-moved' } });
    expect(await names(app)).toHaveLength(6);
    expect((await resets(app, await plan(app))).status).toBe(200);
  });

  const broken = [
    ['migrate', { migrate: () => Promise.reject(new Error('migration 7 is wrong')) }, /migration 7 is wrong/],
    ['seed', { seed: () => Promise.reject(new Error('no such prize')) }, /no such prize/],
    ['verify', { verify: () => Promise.reject(new Error('only half is there')) }, /only half is there/],
    ['migrate to nothing', { migrate: async () => undefined, seed: async () => ({}) }, /made no table/],
  ] as const;
  it.each(broken)('ends as before where the app fails to %s, and leaves nothing beside', async (_, change, found) => {
    let works = true;
    const stage = () => {
      const good = hooksOf(database.url);
      const bad = { ...good, verify: async () => undefined, ...change };
      return {
        ...good,
        migrate: (schema: string) => (works ? good : bad).migrate(schema),
        seed: (context: Parameters<typeof good.seed>[0]) => (works ? good.seed(context) : bad.seed(context)),
        verify: () => (works ? Promise.resolve() : bad.verify()),
      };
    };
    const app = await playedWith({ stage });
    works = false;
    const no = await resets(app, await plan(app));
    expect(no).toMatchObject({ status: 409, answer: { state: 'refused', code: 'stage.failed' } });
    expect(no.answer['message']).toMatch(found);
    expect(await names(app)).toHaveLength(5);
    expect(await schemas(app)).toEqual(['app']);
    works = true;
    expect((await resets(app, await plan(app))).status).toBe(200);
  });

  it('stops at the last moment where the data turn out to be production’s', async () => {
    const app = await playedWith({
      stage: () => ({
        ...hooksOf(database.url),
        verify: async () =>
          void (await app.pool.query(`UPDATE greenroom.marker SET tier = 'production', environment = 'p'`)),
      }),
    });
    expect(await resets(app, await plan(app))).toMatchObject({ answer: { code: 'stage.marker-production' } });
    expect(await names(app)).toHaveLength(5);
    await app.pool.query(`UPDATE greenroom.marker SET tier = 'staging', environment = 'staging'`);
    expect((await ask(app.address, '/_stage/seed', wish({ scenario: 'fresh' }))).status).toBe(200);
  });

  it('two at once: one does it, the other is told that somebody is at it', async () => {
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    let reached = (): void => undefined;
    const underway = new Promise<void>((resolve) => (reached = resolve));
    const hooks = hooksOf(database.url);
    const verify = async (): Promise<void> => {
      reached();
      await held;
    };
    const [here, there] = [await playedWith({ stage: () => ({ ...hooks, verify }) }), await starts()];
    const shown = await plan(here);
    const first = resets(here, shown, 'fresh', 'the-first-reset');
    await underway;
    const busy = { status: 409, answer: { state: 'refused', code: 'stage.busy' } };
    for (const app of [here, there]) {
      expect(await resets(app, shown)).toMatchObject(busy);
      expect(await ask(app.address, '/_stage/unlock-day', wish({ day: 1 }))).toMatchObject(busy);
      expect(await undoes(app)).toMatchObject(busy);
    }
    // A machine that starts meanwhile leaves it alone.
    await starts();
    go();
    await first;
    expect(await ended(there.address, 'the-first-reset')).toMatchObject({ state: 'done' });
    expect(await names(there)).toHaveLength(3);
    expect((await ask(there.address, '/_stage/unlock-day', wish({ day: 1 }))).status).toBe(200);
  });

  it('people who play meanwhile meet no error', async () => {
    const app = await playedWith();
    const shown = await plan(app);
    let over = false;
    let played = 0;
    const play = async (who: number): Promise<void> => {
      for (; !over; played += 1) {
        await app.pool.query({ name: 'look', text: 'SELECT name FROM users WHERE id = $1', values: [String(who)] });
        // As many rows as before: the plan stays what it was.
        await app.pool.query('UPDATE users SET name = name WHERE id = $1', [String(who)]);
      }
    };
    const players = [1, 2, 3].map(play);
    for (let n = 0; n < 3; n += 1)
      expect((await resets(app, n === 0 ? shown : await plan(app), 'crowd')).answer).toMatchObject({ state: 'done' });
    over = true;
    await Promise.all(players);
    expect(played).toBeGreaterThan(10);
    expect(await names(app)).toHaveLength(40);
  });

  it('what takes longer than two seconds is answered with where it is, and looked at until it ends', async () => {
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    const app = await playedWith({ stage: () => ({ ...hooksOf(database.url), verify: () => held }) });
    const id = 'a-long-operation';
    expect(await resets(app, await plan(app), 'fresh', id)).toMatchObject({
      status: 202,
      answer: { state: 'running' },
    });
    expect((await ask(app.address, '/_stage/look', { id })).answer).toEqual({ state: 'running', phase: 'verify' });
    go();
    expect(await ended(app.address, id)).toMatchObject({ state: 'done', result: { after: { users: 3 } } });
  });
});

describe('E5.1 undo', () => {
  it('brings back what was there, with the clock that it had; Redis is emptied', async () => {
    const redis = redisInMemory();
    const app = await playedWith({ redis });
    await ask(app.address, '/_stage/clock', wish({ at: '2026-12-24T18:00:00Z' }));
    const before = await names(app);
    await resets(app, await plan(app));
    expect(Math.abs(app.kit.now().getTime() - Date.now())).toBeLessThan(5_000);
    redis.kept.set('event:session:9', 'of the new data');
    const { answer } = await ask(app.address, '/_stage/describe', {});
    expect(answer['undo']).toMatchObject({ until: expect.stringMatching(/^\d{4}-.*Z$/) });

    expect(await undoes(app)).toMatchObject({
      status: 200,
      answer: { result: { restored: { users: 5 }, redisWiped: true } },
    });
    expect(await names(app)).toEqual(before);
    expect(app.kit.now().toISOString()).toMatch(/^2026-12-24T18:0/);
    expect([...redis.kept.keys()]).toEqual(['event:greenroom:marker']);
    expect(await schemas(app)).toEqual(['app']);
    expect(await undoes(app)).toMatchObject({ status: 409, answer: { code: 'stage.nothing-to-undo' } });
  });

  it('until its lifetime ends, and then no more; its snapshot goes', async () => {
    let now = Date.parse('2026-11-29T12:00:00Z');
    const app = await playedWith({ realNow: () => now, undoFor: 60_000 });
    const by = (): object => ({ now });
    const reset = async () => {
      const shown = await ask(app.address, '/_stage/reset-plan', wish({}), by());
      const planHash = Reflect.get(Object(shown.answer['result']), 'planHash');
      return ask(app.address, '/_stage/reset', wish({ planHash, scenario: 'fresh' }), by());
    };
    expect((await reset()).answer).toMatchObject({ result: { undo: { until: '2026-11-29T12:01:00.000Z' } } });
    now += 59_999;
    expect((await undoes(app, by())).status).toBe(200);
    await reset();
    now += 60_000;
    expect(await undoes(app, by())).toMatchObject({ status: 409, answer: { code: 'stage.nothing-to-undo' } });
    expect(await names(app)).toHaveLength(3);
    expect(await schemas(app)).toEqual(['app']);
    expect((await ask(app.address, '/_stage/describe', {}, by())).answer).not.toHaveProperty('undo');
  });

  it('brings old data to the newest version first', async () => {
    let newest = '';
    const hooks = hooksOf(database.url);
    const app = await playedWith({
      stage: () => ({
        ...hooks,
        migrate: async (schema) => {
          await hooks.migrate(schema);
          if (newest !== '')
            await app.pool.query(`ALTER TABLE ${schema}.users ADD COLUMN IF NOT EXISTS ${newest} text`);
        },
      }),
    });
    await resets(app, await plan(app));
    newest = 'nickname';
    expect((await undoes(app)).status).toBe(200);
    expect((await app.pool.query('SELECT nickname FROM users')).rows).toHaveLength(5);
  });
});
