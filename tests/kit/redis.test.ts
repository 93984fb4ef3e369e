import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LentRedis } from '../../src/kit/index.ts';
import { ownThings } from '../../src/kit/identity.ts';
import { type StoreServer, redisInstalled, redisServer } from '../contract/stores.ts';
import { type TestDatabase, emptyDatabase } from '../world/database.ts';
import { type SmallApp, ask, lend, productionAtRest, productionEnv, smallApp, wish } from './small-app.ts';

/** Lent as docs/kit.md tells it. */
function lent(redis: Redis, host: string, index: number, prefix = 'event:'): LentRedis {
  return {
    get: (name) => redis.get(name),
    set: (name, value) => redis.set(name, value),
    del: (names) => redis.del(...names),
    keys: (begin) => redis.scanStream({ match: `${begin}*`, count: 1000 }),
    prefix,
    host,
    index,
    serverId: async () => /run_id:(\w+)/.exec(await redis.info('server'))?.[1] ?? '',
  };
}

describe.skipIf(!redisInstalled)('E2.3 on a real Redis', () => {
  let server: StoreServer;
  let database: TestDatabase;
  const closing: (() => unknown)[] = [];
  beforeAll(async () => {
    server = await redisServer();
  });
  afterAll(() => server.remove());
  beforeEach(async () => {
    database = await emptyDatabase();
    await server.empty();
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
    await database.drop();
  });

  function client(index = 0): Redis {
    const redis = new Redis(server.directUrl, { db: index });
    closing.push(() => redis.disconnect());
    return redis;
  }
  async function starts(redis: LentRedis): Promise<SmallApp> {
    const app = await smallApp(database.url, { redis });
    closing.unshift(app.stop);
    return app;
  }
  const host = (): string => new URL(server.directUrl).host;

  it('a reset takes the app’s own keys, thousands of them, and no other’s', async () => {
    const [own, elsewhere] = [client(), client(5)];
    const app = await starts(lent(own, host(), 0));
    const pipeline = own.pipeline();
    for (let n = 0; n < 5_000; n += 1) pipeline.set(`event:session:${String(n)}`, 'ana');
    await pipeline.exec();
    await own.set('other:cache', 'kept');
    await elsewhere.set('event:session:1', 'kept');
    const plan = await ask(app.address, '/_stage/reset-plan', wish({}));
    expect(plan.answer).toMatchObject({ result: { redisKeys: 5_000 } });
    const { planHash } = Object(plan.answer['result']);
    expect((await ask(app.address, '/_stage/reset', wish({ planHash, scenario: 'fresh' }))).answer).toMatchObject({
      result: { redisWiped: true },
    });
    expect((await own.keys('*')).toSorted()).toEqual(['event:greenroom:marker', 'other:cache']);
    expect(await elsewhere.keys('*')).toEqual(['event:session:1']);
  });

  it('production’s Redis refuses staging, at its start and later', async () => {
    const redis = client();
    const app = await starts(lent(redis, host(), 0));
    expect((await ask(app.address, '/_stage/seed', wish({ scenario: 'fresh' }))).status).toBe(200);
    await redis.set('event:greenroom:marker', '{"environment":"production","tier":"production"}');
    expect((await ask(app.address, '/_stage/seed', wish({ scenario: 'fresh' }))).answer).toMatchObject({
      code: 'stage.marker-production',
    });
    await expect(app.kit.start()).rejects.toMatchObject({ code: 'stage.marker-production' });
  });

  it('one server under an alias and with another index is the same by what it says of itself', async () => {
    const production = await productionAtRest();
    const redis = lent(client(), host(), 0);
    const { pool, stop } = await smallApp(production.url, { redis, env: productionEnv });
    closing.unshift(stop, production.drop);
    const things = (its: LentRedis) => ownThings(lend(pool, production.url), its, {}, 'k'.repeat(32));
    const [one, other] = [await things(lent(client(), host(), 0)), await things(lent(client(5), 'cache.internal', 5))];
    expect(one['redis']).not.toBe(other['redis']);
    expect(one['redis.itself']).toMatch(/^redis [0-9a-f]{40}$/);
    expect(one['redis.itself']).toBe(other['redis.itself']);
  });
});
