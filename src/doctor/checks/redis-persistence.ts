import { defineCheck, ok, warn } from '../check.ts';
import { ofRedis } from '../of-redis.ts';

export const redisPersistence = defineCheck({
  id: 'redis-persistence',
  title: 'Whether Redis remembers',
  wanted: 'appendonly yes. The ledger queues again what Redis forgot, but only within a minute.',
  remedy: 'redis-cli CONFIG SET appendonly yes, and the same in redis.conf.',
  of: (facts) => ofRedis(facts, ({ appendOnly }) => appendOnly),
  judge: (appendOnly) => {
    if (appendOnly === undefined) return ok('not used');
    return appendOnly ? ok('appendonly yes') : warn('appendonly no');
  },
});
