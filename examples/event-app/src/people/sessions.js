import { randomBytes } from 'node:crypto';
import { keyed } from './session-key.js';

/** Seconds. */
export const sessionLives = 14 * 24 * 3600;

/**
 * @typedef {object} SessionStore where sessions are, by what the environment's key makes of the cookie
 * @property {'redis' | 'postgres'} kind
 * @property {(key: string, user: number, seconds: number) => Promise<unknown>} put
 * @property {(key: string) => Promise<number | undefined>} get
 * @property {(key: string) => Promise<unknown>} drop
 *
 * @param {SessionStore} store
 * @param {string} key the environment's own
 */
export function createSessions(store, key) {
  const stored = (id) => keyed(key, 'session', id);
  return {
    kind: store.kind,
    /** @param {number} user @returns {Promise<string>} the cookie's value */
    async begin(user) {
      const id = randomBytes(32).toString('base64url');
      await store.put(stored(id), user, sessionLives);
      return id;
    },
    /** @param {string | undefined} id @returns {Promise<number | undefined>} the user */
    user: async (id) => (id === undefined || !/^[\w-]{43}$/.test(id) ? undefined : await store.get(stored(id))),
    /** @param {string} id */
    end: (id) => store.drop(stored(id)),
  };
}

/** @param {import('ioredis').Redis} redis @param {string} prefix @returns {SessionStore} */
export const redisSessions = (redis, prefix) => ({
  kind: 'redis',
  put: (key, user, seconds) => redis.set(`${prefix}session:${key}`, String(user), 'EX', seconds),
  get: async (key) => {
    const user = await redis.get(`${prefix}session:${key}`);
    return user === null ? undefined : Number(user);
  },
  drop: (key) => redis.del(`${prefix}session:${key}`),
});

/** Where no Redis is configured. @param {import('../database.js').Database} database @returns {SessionStore} */
export const postgresSessions = (database) => ({
  kind: 'postgres',
  put: async (key, user, seconds) => {
    // Whoever comes sweeps what nobody can use any more.
    await database.deleteFrom('sessions').where('expires_at', '<', new Date()).execute();
    await database
      .insertInto('sessions')
      .values({ key, user_id: user, expires_at: new Date(Date.now() + seconds * 1000) })
      .execute();
  },
  get: async (key) => {
    const found = await database
      .selectFrom('sessions')
      .select('user_id')
      .where('key', '=', key)
      .where('expires_at', '>', new Date())
      .executeTakeFirst();
    return found?.user_id;
  },
  drop: (key) => database.deleteFrom('sessions').where('key', '=', key).execute(),
});
