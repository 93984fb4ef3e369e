import { defineCheck, ok } from '../check.ts';

export const redisThere = defineCheck({
  id: 'redis-there',
  title: 'Redis',
  wanted: 'It answers at REDIS_URL, where that is set.',
  remedy: 'See that Redis runs and that address and password in REDIS_URL are right; or leave it out.',
  credential: true,
  of: ({ redis }) => redis,
  judge: (redis) => ok(redis === undefined ? 'not used: the queue is on PostgreSQL' : `it answers, ${redis.version}`),
});
