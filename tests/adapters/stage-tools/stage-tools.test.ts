import { describe, expect, it } from 'vitest';
import { description } from '../../../src/adapters/stage-tools/answers.ts';
import { reasons } from '../../../src/core/reason.ts';
import { stageTools } from '../../../src/core/stage-tool.ts';
import { refusalTable } from '../../../src/kit/refusals.ts';
import { toolNames } from '../../../src/kit/tools.ts';
import { appHere, greenroomAt, listens, signal } from './here.ts';

const id = (n: number): string => `operation-${String(n)}`;
const users = async (app: Awaited<ReturnType<typeof appHere>>): Promise<number> =>
  Number((await app.pool.query('SELECT count(*) FROM app.users')).rows[0].count);

describe('the two sides of the wire', () => {
  it('have the same tools; a plan is no tool of its own', () => {
    expect(toolNames.filter((name) => name !== 'reset-plan')).toEqual([...stageTools]);
  });
  it('have the same refusals', () => {
    expect(Object.keys(refusalTable).filter((code) => !Object.hasOwn(reasons, code))).toEqual([]);
  });
});

describe('an app that mounts the kit', () => {
  it('E4.2 is seeded once, however often the same operation comes', async () => {
    const app = await appHere();
    const greenroom = greenroomAt(app.address);
    expect(await greenroom.tools.look('seed', id(1), signal)).toEqual({ state: 'unknown' });
    const done = await greenroom.use('seed', { scenario: 'crowd', rngSeed: 7 }, id(1));
    expect(done).toMatchObject({ state: 'done', result: { rngSeed: 7, counts: { users: 40 } } });
    await app.pool.query('DELETE FROM app.users');
    expect(await greenroom.use('seed', { scenario: 'crowd', rngSeed: 7 }, id(1))).toEqual(done);
    expect(await greenroom.tools.look('seed', id(1), signal)).toEqual(done);
    expect(await users(app)).toBe(0);
  });

  it('E5.1 is reset to what was planned, and back', async () => {
    const app = await appHere();
    const greenroom = greenroomAt(app.address);
    await greenroom.use('seed', { scenario: 'crowd' }, id(1));
    const plan = await greenroom.planReset();
    if (!plan.ok) throw new Error(plan.detail);
    expect(plan.value).toMatchObject({ rows: { users: 40 }, redisKeys: null });
    const { planHash } = plan.value;
    await app.pool.query(`INSERT INTO app.users VALUES ('nora', 'Nora', false)`);
    expect(await greenroom.use('reset', { planHash, scenario: 'fresh' }, id(2))).toMatchObject({
      state: 'refused',
      code: 'stage.plan-moved',
    });
    expect(await users(app)).toBe(41);
    const again = await greenroom.planReset();
    if (!again.ok) throw new Error(again.detail);
    const reset = await greenroom.use('reset', { planHash: again.value.planHash, scenario: 'fresh' }, id(3));
    expect(reset).toMatchObject({ state: 'done', result: { before: { users: 41 }, after: { users: 3 } } });
    expect(await users(app)).toBe(3);
    expect(await greenroom.use('undo-reset', {}, id(4))).toMatchObject({ state: 'done' });
    expect(await users(app)).toBe(41);
    expect(await greenroom.use('undo-reset', {}, id(5))).toMatchObject({ code: 'stage.nothing-to-undo' });
  });

  it('E6.1 E6.3 says what it has, opens a day, and keeps the clock that it is told', async () => {
    const app = await appHere();
    const greenroom = greenroomAt(app.address);
    await greenroom.use('seed', { scenario: 'fresh' }, id(1));
    expect(await greenroom.use('unlock-day', { day: 1 }, id(2))).toMatchObject({ result: { day: 1, open: true } });
    expect(await greenroom.use('unlock-day', { day: 9 }, id(3))).toMatchObject({ code: 'stage.failed' });
    const at = '2026-12-24T18:00:00.000Z';
    expect(await greenroom.use('clock', { at }, id(4))).toMatchObject({ result: { virtual: at } });
    const said = await greenroom.tools.describe(signal);
    expect(said).toMatchObject({
      ok: true,
      value: { days: [1, 2], scenarios: [{ name: 'fresh' }, { name: 'crowd' }] },
    });
    expect(said.ok && said.value.clock?.slice(0, 16)).toBe(at.slice(0, 16));
  });

  it('does nothing for an owner that is none any more', async () => {
    const app = await appHere();
    const greenroom = greenroomAt(app.address);
    greenroom.as(5);
    await greenroom.use('seed', { scenario: 'crowd' }, id(1));
    greenroom.as(4);
    expect(await greenroom.use('seed', { scenario: 'fresh' }, id(2))).toMatchObject({ code: 'stage.fenced' });
    expect(await users(app)).toBe(40);
  });

  it('is not asked where the lease is lost at the last moment, and a permit serves once', async () => {
    const app = await appHere();
    const greenroom = greenroomAt(app.address);
    const lost = async () => Promise.reject(new Error('lease.lost'));
    await expect(greenroom.use('seed', { scenario: 'crowd' }, id(1), { fence: lost })).rejects.toThrow('lease.lost');
    expect(await greenroom.tools.look('seed', id(1), signal)).toEqual({ state: 'unknown' });
  });

  it('says why it does not tell who it is: a machine’s clock, or its name, is found by what Greenroom is told', async () => {
    const late = await appHere({ realNow: () => Date.now() - 300_000 });
    expect(await greenroomAt(late.address).identity()).toEqual({
      ok: false,
      code: 'stage.not-believed',
      detail: 'it answered 401: The request was signed more than 60 seconds ago, or ahead.',
    });
    const renamed = await appHere({
      env: { APP_ENV: 'staging', IS_PRODUCTION: 'false', GREENROOM_ENVIRONMENT: 'qa' },
    });
    expect(await greenroomAt(renamed.address).identity()).toMatchObject({
      detail: 'it answered 401: The request is not signed with this environment’s key for this environment.',
    });
  });

  it('does not believe another key, and is not believed with one', async () => {
    const app = await appHere();
    const other = greenroomAt(app.address, 'another-key-of-at-least-thirty-two-characters');
    expect(await other.use('seed', { scenario: 'crowd' }, id(1))).toMatchObject({
      state: 'no-answer',
      code: 'stage.not-believed',
    });
    expect(await other.identity()).toMatchObject({ ok: false, code: 'stage.not-believed' });
    expect(await greenroomAt(app.address).tools.look('seed', id(1), signal)).toEqual({ state: 'unknown' });
  });
});

it('an app whose kit is older names no users', () => {
  const older = {
    tools: [],
    scenarios: [],
    days: [],
    draws: [],
    host: 'event@db/app',
    rows: {},
    clock: { virtual: null },
  };
  expect(description.parse(older).users).toEqual([]);
});

describe('what answers in the app’s place', () => {
  const forged = JSON.stringify({ state: 'done', result: { scenario: 'x', rngSeed: 1, counts: {} } });
  const cases: Record<string, Parameters<typeof listens>[0]> = {
    'says that it is done, unsigned': (_, response) => response.end(forged),
    'signs with nothing that we know': (_, response) => {
      response.setHeader('greenroom-signature', `v1=${'0'.repeat(64)}`);
      response.end(forged);
    },
    'is an app without the kit': (_, response) => response.writeHead(404).end('no such page'),
    'sends more than an answer has': (_, response) => response.end('x'.repeat(17 * 1024 * 1024)),
    'hangs up': (_, response) => response.destroy(),
  };
  it.each(Object.keys(cases))('%s: it is not believed', async (name) => {
    const url = await listens(cases[name] ?? (() => undefined));
    const { tools } = greenroomAt(url);
    expect(await tools.look('seed', id(1), signal)).toMatchObject({ state: 'no-answer' });
    expect(await tools.describe(signal)).toMatchObject({ ok: false });
  });

  it('sends elsewhere: nobody goes there', async () => {
    let visited = 0;
    const elsewhere = await listens((_, response) => {
      visited += 1;
      response.end(forged);
    });
    const url = await listens((_, response) => response.writeHead(307, { location: `${elsewhere}/_stage/seed` }).end());
    expect(await greenroomAt(url).use('seed', { scenario: 'crowd' }, id(1))).toMatchObject({
      state: 'no-answer',
      code: 'stage.not-believed',
      detail: 'it answered 307, not signed with our key',
    });
    expect(visited).toBe(0);
  });

  it('nobody listens: it is told so', async () => {
    expect(await greenroomAt('http://127.0.0.1:1').tools.look('seed', id(1), signal)).toEqual({
      state: 'no-answer',
      code: 'stage.unreachable',
      detail: 'nobody listens there',
    });
  });
});
