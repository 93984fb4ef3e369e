import { afterAll, describe, expect, test } from 'vitest';
import { Redis } from 'ioredis';
import { surveyRedis } from '../../src/adapters/bullmq/survey-redis.ts';
import { surveyPostgres } from '../../src/adapters/postgres/survey.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { Patience } from '../../src/platform/patience.ts';
import { HandClock } from '../bot/world/hand-clock.ts';
import { freshDatabase } from '../world/database.ts';
import { SilentServer } from '../world/silent-server.ts';
import { redisInstalled, redisServer } from './stores.ts';

const withRedis: Patience = { clock: systemClock, ms: 20_000, of: 'Redis' };
const ending: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const end of ending.splice(0)) await end();
});

describe.skipIf(!redisInstalled)('what the doctor sees of a real Redis', () => {
  test('its version, what it keeps and throws away, and whether it asks who we are', async () => {
    const server = await redisServer();
    ending.push(() => server.stop());
    const seen = await surveyRedis(server.directUrl, withRedis);
    expect(seen).toMatchObject({
      appendOnly: { ok: true, value: false },
      eviction: { ok: true, value: 'noeviction' },
      password: false,
      loopback: true,
    });
    expect(seen.version).toMatch(/^\d+\.\d+\.\d+$/);

    const redis = new Redis(server.directUrl);
    await redis.config('SET', 'appendonly', 'yes');
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
    await redis.config('SET', 'requirepass', 'secret');
    redis.disconnect();
    await expect(surveyRedis(server.directUrl, withRedis)).rejects.toThrow('Redis refuses this user or password');
    const url = new URL(server.directUrl);
    url.password = 'secret';
    expect(await surveyRedis(url.href, withRedis)).toMatchObject({
      appendOnly: { ok: true, value: true },
      eviction: { ok: true, value: 'allkeys-lru' },
      password: true,
    });
    url.password = 'wrong';
    await expect(surveyRedis(url.href, withRedis)).rejects.toThrow('Redis refuses this user or password');
  });

  test('where nobody listens it says so at once', async () => {
    await expect(surveyRedis('redis://127.0.0.1:1', withRedis)).rejects.toThrow(/ECONNREFUSED/);
  });
});

describe('what the doctor sees of a real PostgreSQL', () => {
  const patience: Patience = { clock: systemClock, ms: 20_000, of: 'the database' };

  test('its version, its clock, and that a notice is heard', async () => {
    const database = await freshDatabase();
    ending.push(() => database.drop());
    const seen = await surveyPostgres({ url: database.url, embedded: false, patience });
    expect(seen.version).toBeGreaterThan(150_000);
    expect(Math.abs(seen.aheadMs)).toBeLessThan(2_000);
    expect(seen.notifies).toEqual({ ok: true, value: true });
    const fast = { ...systemClock, now: () => Date.now() + 60_000 };
    const behind = await surveyPostgres({ url: database.url, embedded: false, patience: { ...patience, clock: fast } });
    expect(behind.aheadMs).toBeLessThan(-55_000);
  });

  test('a password that it refuses is told from silence', async () => {
    const database = await freshDatabase();
    ending.push(() => database.drop());
    const url = new URL(database.url);
    url.password = 'wrong';
    await expect(surveyPostgres({ url: url.href, embedded: false, patience })).rejects.toThrow(
      'the database refuses this user or password',
    );
    const silent = await SilentServer.opens();
    ending.push(() => silent.closes());
    url.host = silent.host;
    const clock = new HandClock();
    const asking = surveyPostgres({ url: url.href, embedded: false, patience: { ...patience, clock, ms: 300 } });
    asking.catch(() => undefined);
    await silent.hasHeard(2);
    await clock.advance(300);
    await expect(asking).rejects.toThrow('the database did not answer within 0.3 s');
    await silent.isLeftAlone();
  });
});
