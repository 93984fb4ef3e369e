import type { LentDatabase, LentRedis } from '../../src/kit/index.ts';

/** A Redis that outlives the process that uses it, for machines without one. */
export async function redisInPostgres({ query }: LentDatabase): Promise<LentRedis> {
  await query('CREATE SCHEMA IF NOT EXISTS instead_of_redis');
  await query('CREATE TABLE IF NOT EXISTS instead_of_redis.keys (key text PRIMARY KEY, value text NOT NULL)');
  return {
    get: async (key) => {
      const { rows } = await query('SELECT value FROM instead_of_redis.keys WHERE key = $1', [key]);
      return rows[0] === undefined ? null : String(rows[0]['value']);
    },
    set: (key, value) =>
      query('INSERT INTO instead_of_redis.keys VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = $2', [
        key,
        value,
      ]),
    del: (keys) => query('DELETE FROM instead_of_redis.keys WHERE key = ANY($1)', [keys]),
    keys: async function* (prefix) {
      const { rows } = await query('SELECT key FROM instead_of_redis.keys WHERE starts_with(key, $1)', [prefix]);
      yield rows.map((row) => String(row['key']));
    },
    prefix: 'event:',
    host: '127.0.0.1',
    index: 0,
  };
}
