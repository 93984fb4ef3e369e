import { defineCheck, ok, warn } from '../check.ts';

export const redisPassword = defineCheck({
  id: 'redis-password',
  title: 'Who may talk to Redis',
  wanted: 'A password, unless it is on this very machine.',
  remedy: 'Set requirepass (or a user) in redis.conf, and put it into REDIS_URL: redis://:PASSWORD@HOST:6379.',
  of: ({ redis }) => redis,
  judge: (redis) => {
    if (redis === undefined) return ok('not used');
    if (redis.password) return ok('it asks for a password');
    return redis.loopback ? ok('none, on this machine') : warn('it asks nobody who they are');
  },
});
