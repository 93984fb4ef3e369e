import { defineCheck, fail, ok } from '../check.ts';
import { ofRedis } from '../of-redis.ts';

export const redisEviction = defineCheck({
  id: 'redis-eviction',
  title: 'What Redis throws away',
  wanted: 'maxmemory-policy noeviction: jobs that vanish while they run cannot be told from jobs that are done.',
  remedy: 'redis-cli CONFIG SET maxmemory-policy noeviction, and the same in redis.conf.',
  of: (facts) => ofRedis(facts, ({ eviction }) => eviction),
  judge: (eviction) => {
    if (eviction === undefined) return ok('not used');
    return eviction === 'noeviction' ? ok(eviction) : fail(eviction);
  },
});
