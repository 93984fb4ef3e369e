import { defineCheck, fail, ok, warn } from '../check.ts';
import { isAtLeast, numbersOf } from '../versions.ts';

export const redisVersion = defineCheck({
  id: 'redis-version',
  title: 'Redis’ version',
  wanted: 'Redis 6.2 or newer, or Valkey.',
  remedy: 'Update Redis, or use Valkey.',
  of: ({ redis }) => redis,
  judge: (redis) => {
    if (redis === undefined) return ok('not used');
    const version = numbersOf(redis.version) ?? [0];
    if (!isAtLeast(version, [5])) return fail(redis.version);
    return isAtLeast(version, [6, 2]) ? ok(redis.version) : warn(redis.version);
  },
});
