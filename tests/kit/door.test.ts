import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { buffer as readWhole } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import fastify from 'fastify';
import { type TestDatabase, emptyDatabase } from '../world/database.ts';
import {
  type SmallApp,
  ask,
  hooksOf,
  newNonce,
  productionAtRest,
  productionEnv,
  smallApp,
  stagingEnv,
  wish,
} from './small-app.ts';

let database: TestDatabase;
const closing: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  database = await emptyDatabase();
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await database.drop();
});

async function starts(given: Parameters<typeof smallApp>[1] = {}): Promise<SmallApp> {
  const app = await smallApp(database.url, given);
  closing.push(app.stop);
  return app;
}
/** Production’s app on a database of its own, in which nobody has anything to write any more. */
async function production(given: Parameters<typeof smallApp>[1] = {}): Promise<SmallApp & { readonly url: string }> {
  const { url, drop } = await productionAtRest();
  const app = await smallApp(url, { env: productionEnv, ...given });
  closing.push(app.stop, drop);
  return { ...app, url };
}
const describePath = '/_stage/describe';

describe('who may ask', () => {
  it('Greenroom, and it believes the answer', async () => {
    const app = await starts();
    expect(await ask(app.address, describePath, {})).toMatchObject({ status: 200, signed: true });
  });

  it.each([
    ['nobody with another key', { key: 'b'.repeat(32) }, 'stage.unsigned', false],
    ['nobody with another environment’s signature', { environment: 'staging-2' }, 'stage.unsigned', true],
    ['nobody without a signature', { headers: { 'greenroom-signature': '' } }, 'stage.unsigned', true],
    ['nobody from two minutes ago', { now: Date.now() - 120_000 }, 'stage.stale', true],
    ['nobody from the future', { now: Date.now() + 120_000 }, 'stage.stale', true],
  ])('%s', async (_, by, code, signed) => {
    const app = await starts();
    expect(await ask(app.address, describePath, {}, by)).toMatchObject({ status: 401, signed, answer: { code } });
    expect((await ask(app.address, describePath, {})).status).toBe(200);
  });

  it('nobody twice: not at another machine, not after a restart', async () => {
    const [here, there] = [await starts(), await starts()];
    const nonce = newNonce();
    const again = { status: 401, signed: true, answer: { code: 'stage.replayed' } };
    expect((await ask(here.address, describePath, {}, { nonce })).status).toBe(200);
    expect(await ask(here.address, describePath, {}, { nonce })).toMatchObject(again);
    expect(await ask(there.address, describePath, {}, { nonce })).toMatchObject(again);
    const restarted = await starts();
    expect(await ask(restarted.address, describePath, {}, { nonce })).toMatchObject(again);
    expect((await ask(restarted.address, describePath, {})).status).toBe(200);
  });

  it('of many that send the same at once, one is heard', async () => {
    const [here, there] = [await starts(), await starts()];
    const nonce = newNonce();
    const now = Date.now();
    const all = await Promise.all(
      Array.from({ length: 12 }, (_, n) => ask((n % 2 === 0 ? here : there).address, describePath, {}, { nonce, now })),
    );
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(all.filter(({ answer }) => answer['code'] === 'stage.replayed')).toHaveLength(11);
  });

  it('an unsigned request learns nothing and spends nothing', async () => {
    const app = await starts();
    const nonce = newNonce();
    await ask(app.address, describePath, {}, { nonce, key: 'b'.repeat(32) });
    expect((await app.pool.query('SELECT nonce FROM greenroom.nonces')).rows).toEqual([]);
    expect((await ask(app.address, describePath, {}, { nonce })).status).toBe(200);
  });

  it('a key that can be guessed starts nothing', async () => {
    await expect(starts({ key: 'k'.repeat(31) })).rejects.toMatchObject({ code: 'stage.key-weak' });
    await starts({ key: 'k'.repeat(32) });
  });
});

describe('what is asked', () => {
  const sized = (bytes: number): object => ({ id: 'x'.repeat(bytes - '{"id":""}'.length) });

  it('has at most 64 KiB', async () => {
    const app = await starts();
    expect(await ask(app.address, '/_stage/look', sized(65_537))).toMatchObject({
      status: 413,
      signed: true,
      answer: { code: 'stage.too-large' },
    });
    expect(await ask(app.address, '/_stage/look', sized(65_536))).toMatchObject({
      status: 422,
      answer: { code: 'stage.malformed' },
    });
  });

  it('an endless body is cut off, whatever it says of its length', async () => {
    const app = await starts();
    const { hostname, port } = new URL(app.address);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write(`POST ${describePath} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n`);
    const chunk = `10000\r\n${'a'.repeat(65_536)}\r\n`;
    const heard = new Promise<string>((resolve) => {
      let all = '';
      socket.on('data', (data) => (all += data.toString()));
      socket.on('close', () => resolve(all));
    });
    socket.write(chunk);
    socket.write(chunk);
    expect(await heard).toMatch(/^HTTP\/1\.1 413 /);
  });

  it.each([
    ['a tool that does not exist', '/_stage/wipe', wish({}), 404],
    ['a query', '/_stage/describe?x=1', {}, 404],
    ['an input that is not the tool’s', '/_stage/seed', wish({ scenario: 'fresh', force: true }), 422],
    ['a scenario that is not text', '/_stage/seed', wish({ scenario: 7 }), 422],
    ['a scenario that the app has not', '/_stage/seed', wish({ scenario: 'nowhere' }), 422],
    ['an id that is none', '/_stage/seed', wish({ scenario: 'fresh' }, 1, 'x'), 422],
    ['a fence that is none', '/_stage/seed', wish({ scenario: 'fresh' }, -1), 422],
    ['a clock set twice', '/_stage/clock', wish({ clear: true, by: 1 }), 422],
    ['a clock set to no moment', '/_stage/clock', wish({ at: 'tomorrow' }), 422],
    ['nobody who asks', '/_stage/seed', { ...wish({ scenario: 'fresh' }), by: undefined }, 422],
  ])('is refused with %s', async (_, path, body, status) => {
    const app = await starts();
    // A query is never signed: what the signer takes is the path.
    if (path.includes('?')) expect((await fetch(app.address + path, { method: 'POST' })).status).toBe(status);
    else expect((await ask(app.address, path, body)).status).toBe(status);
    expect((await app.pool.query('SELECT count(*)::int AS n FROM app.users')).rows[0].n).toBe(0);
  });

  it('says what was wrong and what was wanted', async () => {
    const app = await starts();
    expect((await ask(app.address, '/_stage/seed', wish({ scenario: 7 }))).answer).toMatchObject({
      code: 'stage.malformed',
      message: expect.stringContaining('seed.scenario: found 7, wanted text of 1 to 80 characters'),
    });
  });
});

describe('E9.4 in production', () => {
  it.each([
    'describe',
    'look',
    'seed',
    'reset-plan',
    'reset',
    'undo-reset',
    'unlock-day',
    'complete',
    'clock',
    'simulate',
    'draw',
  ])('E6 /_stage/%s is an address like any other that does not exist', async (tool) => {
    const app = await production();
    const theirs = { environment: 'production' };
    const unknown = await fetch(`${app.address}/nowhere`, { method: 'POST' });
    const asked = await ask(app.address, `/_stage/${tool}`, wish({ scenario: 'fresh' }), theirs);
    expect([asked.status, asked.signed]).toEqual([unknown.status, false]);
  });

  it('the stage’s hooks are never made, and its tables are not there', async () => {
    let made = 0;
    const stage = () => {
      made += 1;
      throw new Error('made');
    };
    const app = await production({ stage });
    expect(made).toBe(0);
    const { rows } = await app.pool.query(`SELECT tablename FROM pg_tables WHERE schemaname = 'greenroom' ORDER BY 1`);
    expect(rows.map((row) => row.tablename)).toEqual(['marker', 'nonces']);
    await expect(smallApp(app.url, { stage })).rejects.toMatchObject({ code: 'stage.marker-production' });
  });

  it('the kit has no member that destroys', async () => {
    const app = await production();
    const members = ['appEnv', 'environment', 'fastify', 'handler', 'now', 'outbound', 'start'];
    expect(Object.keys(app.kit).toSorted()).toEqual(members);
    expect(Object.keys((await starts({ key: 'k'.repeat(32), env: stagingEnv, start: false })).kit)).toContain('stage');
  });
});

describe('where something has read the body before', () => {
  it('the kit says so, and does not wait for what will never come', async () => {
    const { kit } = await starts();
    // As a parser of bodies does that was put before the kit.
    const server = createServer((request, response) => {
      void readWhole(request).then(() => kit.handler(request, response));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.unshift(async () => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = Object(server.address());
    expect(await ask(`http://127.0.0.1:${String(port)}`, describePath, {})).toMatchObject({
      status: 422,
      signed: true,
      answer: { code: 'stage.malformed', message: expect.stringContaining('read the body before the kit') },
    });
  });
});

describe('where a hook returns what JSON does not know', () => {
  it('that is the answer, and the app goes on', async () => {
    const big = (): number => Object(1n).valueOf();
    const stage = () => ({ ...hooksOf(database.url), days: async () => [{ day: big(), open: true }] });
    const app = await starts({ stage });
    expect(await ask(app.address, describePath, {})).toMatchObject({
      status: 503,
      signed: true,
      answer: { code: 'stage.unavailable', message: expect.stringContaining('BigInt') },
    });
    expect(await ask(app.address, '/_stage/look', { id: 'operation-1' })).toMatchObject({ status: 200 });
  });
});

describe('without a key', () => {
  it('nothing answers', async () => {
    const app = await smallApp(database.url, { key: undefined as unknown as string });
    closing.push(app.stop);
    expect((await ask(app.address, describePath, {})).status).toBe(404);
    expect((await ask(app.address, '/_greenroom/identity', {})).status).toBe(404);
  });
});

describe('on fastify', () => {
  async function onFastify(given: Parameters<typeof smallApp>[1] = {}, opens = starts): Promise<string> {
    const app = await opens(given);
    const server = fastify();
    await server.register(app.kit.fastify);
    server.post('/echo', (request) => ({ body: request.body, at: app.kit.now().toISOString() }));
    closing.unshift(() => server.close());
    return server.listen({ port: 0, host: '127.0.0.1' });
  }

  it('the same answers, and the app’s own routes go on reading their bodies', async () => {
    const address = await onFastify();
    expect(await ask(address, describePath, {})).toMatchObject({ status: 200, signed: true });
    expect(await ask(address, describePath, {}, { key: 'b'.repeat(32) })).toMatchObject({ status: 401 });
    expect(await ask(address, '/echo', { hello: 'ben' })).toMatchObject({
      status: 200,
      answer: { body: { hello: 'ben' } },
    });
  });

  it('its routes see the virtual clock that another machine has set', async () => {
    let later = 0;
    const address = await onFastify({ realNow: () => Date.now() + later });
    const other = await starts();
    const at = '2026-12-24T18:00:00.000Z';
    expect((await ask(other.address, '/_stage/clock', wish({ at }))).status).toBe(200);
    later = 250;
    expect(String((await ask(address, '/echo', {})).answer['at'])).toMatch(/^2026-12-24T18:00:/);
  });

  it('in production there is no such route', async () => {
    const address = await onFastify({}, production);
    const asked = await ask(address, describePath, {}, { environment: 'production' });
    expect(asked).toMatchObject({
      status: 404,
      signed: false,
      answer: { message: 'Route POST:/_stage/describe not found' },
    });
    const who = { printKey: Buffer.alloc(32, 7).toString('base64url') };
    expect(await ask(address, '/_greenroom/identity', who, { environment: 'production' })).toMatchObject({
      status: 200,
      signed: true,
      answer: { tier: 'production', markers: 'agree' },
    });
  });
});
