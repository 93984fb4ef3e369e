import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Hook } from '../../src/kit/hooks.ts';
import { type TestDatabase, emptyDatabase } from '../world/database.ts';
import { until } from '../world/until.ts';
import { type SmallApp, ask, ended, hooksOf, productionAtRest, productionEnv, smallApp, wish } from './small-app.ts';

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
  (await app.pool.query('SELECT name FROM app.users ORDER BY name')).rows.map((row) => String(row.name));

describe('E4.1 seed', () => {
  it('adds marked data, replaces earlier marked data, and leaves people alone', async () => {
    const app = await starts();
    await app.pool.query(`INSERT INTO app.users VALUES ('42', 'ana', false)`);
    await ask(app.address, '/_stage/seed', wish({ scenario: 'crowd' }));
    expect(await names(app)).toHaveLength(41);
    await ask(app.address, '/_stage/seed', wish({ scenario: 'fresh' }));
    expect(await names(app)).toHaveLength(4);
    expect(await names(app)).toContain('ana');
  });

  it('makes the same data from the same seed, and tells which it took when none was named', async () => {
    const app = await starts();
    const seeded = async (rngSeed?: number): Promise<{ rngSeed: unknown; names: string[] }> => {
      const input = { scenario: 'fresh', ...(rngSeed === undefined ? {} : { rngSeed }) };
      const { answer } = await ask(app.address, '/_stage/seed', wish(input));
      return { rngSeed: Reflect.get(Object(answer['result']), 'rngSeed'), names: await names(app) };
    };
    const first = await seeded();
    expect((await seeded()).names).not.toEqual(first.names);
    expect(await seeded(Number(first.rngSeed))).toEqual(first);
  });
});

describe('the journal', () => {
  it('the same id never acts twice: it answers what it came to', async () => {
    const app = await starts();
    const call = wish({ scenario: 'fresh', rngSeed: 1 });
    const first = await ask(app.address, '/_stage/seed', call);
    await app.pool.query('DELETE FROM app.users');
    expect((await ask(app.address, '/_stage/seed', call)).answer).toEqual(first.answer);
    expect(await names(app)).toEqual([]);
    await ask(app.address, '/_stage/seed', wish({ scenario: 'fresh', rngSeed: 1 }));
    expect(await names(app)).toHaveLength(3);
  });

  it('the same id at once, at two machines, acts once', async () => {
    let seeded = 0;
    const counting = {
      stage: () => {
        const hooks = hooksOf(database.url);
        return { ...hooks, seed: (context: Parameters<typeof hooks.seed>[0]) => ((seeded += 1), hooks.seed(context)) };
      },
    };
    const [here, there] = [await starts(counting), await starts(counting)];
    const call = wish({ scenario: 'fresh' });
    const both = await Promise.all([here, there].map(({ address }) => ask(address, '/_stage/seed', call)));
    expect(seeded).toBe(1);
    // One did it. The other was told so, or that it was at work.
    expect(both.map(({ answer }) => answer['state'])).toContain('done');
    expect((await ask(there.address, '/_stage/look', { id: Reflect.get(call, 'id') })).answer).toMatchObject({
      state: 'done',
    });
  });

  it('an id that asked for something else is refused', async () => {
    const app = await starts();
    const id = 'operation-of-ana';
    expect((await ask(app.address, '/_stage/seed', wish({ scenario: 'fresh' }, 1, id))).status).toBe(200);
    for (const [tool, input] of [
      ['seed', { scenario: 'crowd' }],
      ['reset-plan', {}],
    ] as const)
      expect(await ask(app.address, `/_stage/${tool}`, wish(input, 1, id))).toMatchObject({
        status: 409,
        answer: { code: 'stage.id-reused' },
      });
    expect(await names(app)).toHaveLength(3);
  });

  it('can be looked at, and says of what it does not know that it does not', async () => {
    const app = await starts();
    const id = 'operation-of-ben';
    const { answer } = await ask(app.address, '/_stage/seed', wish({ scenario: 'fresh' }, 1, id));
    expect((await ask(app.address, '/_stage/look', { id })).answer).toEqual(answer);
    expect((await ask(app.address, '/_stage/look', { id: 'never-asked' })).answer).toEqual({ state: 'unknown' });
  });

  it('what a hook could not do is told, and nothing of it stays', async () => {
    const app = await starts();
    await ask(app.address, '/_stage/seed', wish({ scenario: 'fresh' }));
    const id = 'operation-of-cara';
    const no = { state: 'refused', code: 'stage.failed', message: expect.stringContaining('there is no day 9') };
    expect(await ask(app.address, '/_stage/unlock-day', wish({ day: 9 }, 1, id))).toMatchObject({
      status: 409,
      answer: no,
    });
    expect((await ask(app.address, '/_stage/look', { id })).answer).toMatchObject(no);
    expect((await ask(app.address, '/_stage/unlock-day', wish({ day: 2 }))).answer).toMatchObject({
      state: 'done',
      result: {
        days: [
          { day: 1, open: false },
          { day: 2, open: true },
        ],
      },
    });
  });

  it('an older owner of the environment is refused once a newer one was seen', async () => {
    const app = await starts();
    const seeds = (fence: number) => ask(app.address, '/_stage/seed', wish({ scenario: 'fresh' }, fence));
    expect((await seeds(7)).status).toBe(200);
    expect(await seeds(6)).toMatchObject({ status: 409, answer: { code: 'stage.fenced' } });
    expect((await seeds(7)).status).toBe(200);
    expect((await seeds(8)).status).toBe(200);
  });

  it('an older owner’s reset that is under way comes to nothing once a newer one was seen', async () => {
    const [underway, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const hooks = hooksOf(database.url);
    const verify = async (): Promise<void> => {
      underway.resolve();
      await held.promise;
    };
    const app = await starts({ stage: () => ({ ...hooks, verify }) });
    await ask(app.address, '/_stage/seed', wish({ scenario: 'fresh' }, 1));
    const { answer } = await ask(app.address, '/_stage/reset-plan', wish({}, 1));
    const input = { planHash: Reflect.get(Object(answer['result']), 'planHash'), scenario: 'crowd' };
    const before = await names(app);
    const older = ask(app.address, '/_stage/reset', wish(input, 1, 'reset-of-the-older'));
    await underway.promise;
    const busy = await ask(app.address, '/_stage/reset', wish(input, 2));
    expect(busy.answer).toMatchObject({ code: 'stage.busy' });
    held.resolve();
    await older;
    expect(await ended(app.address, 'reset-of-the-older')).toMatchObject({ state: 'refused', code: 'stage.fenced' });
    expect(await names(app)).toEqual(before);
    expect((await ask(app.address, '/_stage/reset', wish(input, 2))).answer).toMatchObject({ state: 'done' });
    expect(await names(app)).toHaveLength(40);
  });

  it('many at once neither wait for each other for ever nor get lost', async () => {
    const app = await starts();
    await ask(app.address, '/_stage/seed', wish({ scenario: 'fresh' }));
    const all = await Promise.all(
      Array.from({ length: 40 }, async (_, n) => {
        const id = `one-of-many-${n}`;
        const { status } = await ask(app.address, '/_stage/unlock-day', wish({ day: 1, lock: n % 2 === 0 }, 1, id));
        // Whoever's turn had not come within two seconds was told so, and asks again.
        return status === 202 ? ended(app.address, id) : { state: status === 200 ? 'done' : status };
      }),
    );
    expect(new Set(all.map((one) => Reflect.get(Object(one), 'state')))).toEqual(new Set(['done']));
  });

  it('one that waits for its turn is said to wait, not to be unheard of', async () => {
    const [underway, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const hooks = hooksOf(database.url);
    const unlock = hooks.unlockDay;
    if (unlock === undefined) throw new Error('the small app unlocks days');
    const unlockDay: Hook<'unlock-day'> = async (context, input) => {
      underway.resolve();
      await held.promise;
      return unlock(context, input);
    };
    const app = await starts({ stage: () => ({ ...hooks, unlockDay }) });
    await ask(app.address, '/_stage/seed', wish({ scenario: 'fresh' }, 1));
    const look = async (id: string): Promise<unknown> => (await ask(app.address, '/_stage/look', { id })).answer;
    const first = ask(app.address, '/_stage/unlock-day', wish({ day: 1 }, 1, 'the-first-unlock'));
    await underway.promise;
    const second = ask(app.address, '/_stage/unlock-day', wish({ day: 2 }, 1, 'the-second-unlock'));
    await until(
      'it is heard of',
      async () => Reflect.get(Object(await look('the-second-unlock')), 'state') !== 'unknown',
    );
    expect(await look('the-first-unlock')).toEqual({ state: 'running', phase: 'begun' });
    expect(await look('the-second-unlock')).toEqual({ state: 'running', phase: 'waiting' });
    held.resolve();
    await Promise.all([first, second]);
    for (const id of ['the-first-unlock', 'the-second-unlock'])
      expect(await ended(app.address, id)).toMatchObject({ state: 'done' });
    expect(await look('never-asked')).toEqual({ state: 'unknown' });
  });

  it('a tool that the app does not bring is not there, and is not named', async () => {
    const app = await starts();
    expect((await ask(app.address, '/_stage/draw', wish({}))).status).toBe(404);
    expect((await ask(app.address, '/_stage/describe', {})).answer).toMatchObject({
      tools: ['seed', 'reset-plan', 'reset', 'undo-reset', 'unlock-day', 'clock'],
      scenarios: [
        { name: 'fresh', says: 'three users, nothing done' },
        { name: 'crowd', says: 'forty users' },
      ],
      rows: { users: 0, days: 0 },
      clock: { virtual: null },
    });
  });
});

describe('E6.3 the virtual clock', () => {
  it('is set, moved, and cleared; it goes on from there, at every machine', async () => {
    let real = Date.parse('2026-11-01T12:00:00Z');
    const [here, there] = [await starts({ realNow: () => real }), await starts({ realNow: () => real })];
    const turn = (input: object) => ask(here.address, '/_stage/clock', wish(input), { now: real });
    expect(here.kit.now().toISOString()).toBe('2026-11-01T12:00:00.000Z');
    expect((await turn({ at: '2026-12-24T18:00:00Z' })).answer).toMatchObject({
      result: { virtual: '2026-12-24T18:00:00.000Z', real: '2026-11-01T12:00:00.000Z' },
    });
    real += 5_000;
    expect(here.kit.now().toISOString()).toBe('2026-12-24T18:00:05.000Z');
    expect((await fetch(there.address)).status).toBe(404);
    expect(there.kit.now().toISOString()).toBe('2026-12-24T18:00:05.000Z');
    await turn({ by: 86_400_000 });
    expect(here.kit.now().toISOString()).toBe('2026-12-25T18:00:05.000Z');
    await turn({ clear: true });
    expect(here.kit.now().toISOString()).toBe('2026-11-01T12:00:05.000Z');
  });

  it('does not exist in production, whatever is in the database', async () => {
    const production = await productionAtRest();
    const app = await smallApp(production.url, { env: productionEnv });
    production.expects(2);
    await app.pool.query('CREATE TABLE greenroom.state (clock_offset bigint)');
    await app.pool.query('INSERT INTO greenroom.state VALUES (86400000)');
    await fetch(app.address);
    expect(Math.abs(app.kit.now().getTime() - Date.now())).toBeLessThan(5_000);
    await app.stop();
    await production.drop();
  });
});
