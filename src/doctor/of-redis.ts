import type { Facts, RedisSeen, Seen } from '../ports/survey.ts';
import { seen } from './check.ts';

/** Something about Redis; undefined where there is none. */
export function ofRedis<T>({ redis }: Facts, of: (redis: RedisSeen) => Seen<T>): Seen<T | undefined> {
  if (!redis.ok) return redis;
  return redis.value === undefined ? seen(undefined) : of(redis.value);
}
