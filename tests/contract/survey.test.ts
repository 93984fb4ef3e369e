import { createServer } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import { Redis } from 'ioredis';
import { surveyRedis } from '../../src/adapters/bullmq/survey-redis.ts';
import { surveyPostgres } from '../../src/adapters/postgres/survey.ts';
import { freshDatabase } from '../world/database.ts';
import { redisInstalled, redisServer } from './stores.ts';

const ending: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const end of ending.splice(0)) await end();
});

describe.skipIf(!redisInstalled)('what the doctor sees of a real Redis', () => {
  test('its version, what it keeps and throws away, and whether it asks who we are', async () => {
    const server = await redisServer();
    ending.push(() => server.stop());
    const seen = await surveyRedis(server.directUrl, 2_000);
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
    await expect(surveyRedis(server.directUrl, 2_000)).rejects.toThrow('Redis refuses this user or password');
    const url = new URL(server.directUrl);
    url.password = 'secret';
    expect(await surveyRedis(url.href, 2_000)).toMatchObject({
      appendOnly: { ok: true, value: true },
      eviction: { ok: true, value: 'allkeys-lru' },
      password: true,
    });
    url.password = 'wrong';
    await expect(surveyRedis(url.href, 2_000)).rejects.toThrow('Redis refuses this user or password');
  });

  test('where nobody listens it says so at once', async () => {
    await expect(surveyRedis('redis://127.0.0.1:1', 2_000)).rejects.toThrow(/ECONNREFUSED/);
  });
});

describe('what the doctor sees of a real PostgreSQL', () => {
  const now = (): number => Date.now();

  test('its version, its clock, and that a notice is heard', async () => {
    const database = await freshDatabase();
    ending.push(() => database.drop());
    const seen = await surveyPostgres({ url: database.url, embedded: false, deadlineMs: 2_000, now });
    expect(seen.version).toBeGreaterThan(150_000);
    expect(Math.abs(seen.aheadMs)).toBeLessThan(2_000);
    expect(seen.notifies).toEqual({ ok: true, value: true });
    const behind = await surveyPostgres({
      url: database.url,
      embedded: false,
      deadlineMs: 2_000,
      now: () => Date.now() + 60_000,
    });
    expect(behind.aheadMs).toBeLessThan(-55_000);
  });

  test('a password that it refuses is told from silence', async () => {
    const database = await freshDatabase();
    ending.push(() => database.drop());
    const url = new URL(database.url);
    url.password = 'wrong';
    const refused = surveyPostgres({ url: url.href, embedded: false, deadlineMs: 2_000, now });
    await expect(refused).rejects.toThrow('the database refuses this user or password');
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    url.port = String(address !== null && typeof address === 'object' ? address.port : 0);
    await expect(surveyPostgres({ url: url.href, embedded: false, deadlineMs: 300, now })).rejects.toThrow(/timeout/);
    silent.close();
  });
});
