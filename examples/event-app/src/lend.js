/** What the app lends to the kit, which has no packages of its own: see docs of `greenroom/kit`. */

/** @param {import('pg').Pool} pool @param {import('./environment.js').Environment} environment */
export const lendDatabase = (pool, { databaseUrl, schema }) => ({
  query: (text, values) => pool.query(text, values),
  async transaction(work) {
    const client = await pool.connect();
    let broken;
    try {
      await client.query('begin');
      const result = await work((text, values) => client.query(text, values));
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch((failed) => {
        broken = failed;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  },
  schema,
  host: new URL(databaseUrl).host,
});

/** @param {import('ioredis').Redis} redis @param {{ url: string, prefix: string }} where */
export const lendRedis = (redis, { url, prefix }) => ({
  get: (key) => redis.get(key),
  set: (key, value) => redis.set(key, value),
  del: (keys) => redis.del(keys),
  keys: (beginning) => redis.scanStream({ match: `${beginning.replace(/[\\*?[\]]/g, '\\$&')}*`, count: 500 }),
  prefix,
  host: new URL(url).host,
  index: Number(new URL(url).pathname.slice(1) || 0),
  async serverId() {
    const lines = (await redis.info('server')).split('\r\n');
    return lines.find((line) => line.startsWith('run_id:'))?.slice('run_id:'.length) ?? '';
  },
});

/**
 * Asks Discord whose a channel is, so that what a setting says is not simply believed.
 *
 * @param {string} apiUrl @param {{ token: string }} bot
 */
export const guildOf = (apiUrl, bot) => async (channel) => {
  const answer = await fetch(`${apiUrl}/v10/channels/${channel}`, {
    headers: { authorization: `Bot ${bot.token}` },
    signal: AbortSignal.timeout(5_000),
  });
  return answer.ok ? (await answer.json()).guild_id : undefined;
};

/**
 * The servers that the app's own application is in. Staging's belongs into the test server and nowhere else.
 *
 * @param {string} apiUrl @param {{ token: string }} bot
 */
export const guildsOf = (apiUrl, bot) => async () => {
  const answer = await fetch(`${apiUrl}/v10/users/@me/guilds`, {
    headers: { authorization: `Bot ${bot.token}` },
    signal: AbortSignal.timeout(5_000),
  });
  if (!answer.ok) throw new Error(`Discord answered ${answer.status}`);
  return (await answer.json()).map(({ id }) => id);
};
