import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { redisInstalled, redisServer, type StoreServer } from '../../contract/stores.ts';
import { type EventDatabase, eventDatabase } from './event-database.ts';
import { eventAppCopy, placeOf, run, type RunningApp, startApp } from './event-process.ts';
import { Somebody } from './somebody.ts';

describe.skipIf(!redisInstalled)('E2.3 sessions in the environment’s own Redis', () => {
  let copy: Awaited<ReturnType<typeof eventAppCopy>>;
  let database: EventDatabase;
  let server: StoreServer;
  let redis: Redis;
  let app: RunningApp;
  let variables: Record<string, string>;

  beforeAll(async () => {
    copy = await eventAppCopy();
    database = await eventDatabase();
    server = await redisServer();
    redis = new Redis(server.directUrl);
    variables = { ...placeOf('staging', database.url), REDIS_URL: server.directUrl };
    await run(copy.folder, 'scripts/migrate.js', variables);
    app = await startApp(copy.folder, variables);
  });
  afterAll(async () => {
    await app.stop();
    redis.disconnect();
    await server.remove();
    await database.remove();
    await copy.remove();
  });

  test('are there, expire by themselves, and say nothing of the cookie', async () => {
    const ana = await new Somebody(app).logsInAsTester('Ana');
    expect((await ana.ask('/version')).body).toMatchObject({ sessions: 'redis' });
    const keys = await redis.keys('event:session:*');
    expect(keys).toHaveLength(1);
    expect(keys[0]).not.toContain(ana.cookies.get('session'));
    expect(await redis.ttl(keys[0] ?? '')).toBeGreaterThan(13 * 24 * 3600);
    expect(await database.query('select * from sessions')).toEqual([]);
    expect(await ana.ask('/api/me')).toMatchObject({ status: 200 });
  });

  test('are wiped by a reset, so that nobody goes on as somebody else', async () => {
    const ana = await new Somebody(app).logsInAsTester('Ana');
    const reset = await run(copy.folder, 'scripts/reset.js', variables, ['--scenario', 'fresh-event']);
    expect(reset).toMatchObject({ code: 0, output: expect.stringContaining('"redisWiped":true') });
    expect(await ana.ask('/api/me')).toMatchObject({ status: 401 });
    expect(await redis.keys('event:*')).toEqual(['event:greenroom:marker']);
  });

  test('a cookie of another environment opens nothing, even on the same store', async () => {
    const ana = await new Somebody(app).logsInAsTester('Ana');
    const other = await startApp(copy.folder, {
      ...variables,
      SESSION_KEY: 'another key, as each environment has one',
    });
    const there = new Somebody(other);
    there.cookies.set('session', ana.cookies.get('session') ?? '');
    expect(await there.ask('/api/me')).toMatchObject({ status: 401 });
    await other.stop();
  });

  test('production’s Redis is refused by its marker before anything is touched', async () => {
    await redis.set('event:greenroom:marker', JSON.stringify({ environment: 'production', tier: 'production' }));
    const ended = await run(copy.folder, 'scripts/reset.js', variables);
    expect(ended).toMatchObject({ code: 1, output: expect.stringContaining('stage.marker-production') });
  });
});
