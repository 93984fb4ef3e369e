import { openDatabase } from './database.js';
import { readEnvironment } from './environment.js';
import { createKit } from './kit.js';
import { guildOf, guildsOf, lendDatabase, lendRedis } from './lend.js';
import { stageHooks } from './stage.js';

/**
 * Everything that the app and its scripts stand on. Nothing is asked of any of it yet.
 *
 * @param {Readonly<Record<string, string | undefined>>} variables
 * @param {(line: object) => void} [log] told how far a stage tool has come
 */
export async function open(variables, log) {
  const environment = readEnvironment(variables);
  const { flags, login, bot } = environment;
  const { pool, database } = openDatabase({ ...environment, name: flags.environment });
  const redis = environment.redis === undefined ? undefined : await redisAt(environment.redis.url);
  // Each question that Redis does not answer fails by itself; a connection that is lost is made again.
  redis?.on('error', () => {});
  const kit = createKit({
    flags,
    key: environment.kitKey,
    database: lendDatabase(pool, environment),
    ...(redis === undefined ? {} : { redis: lendRedis(redis, environment.redis) }),
    identity: {
      ...(login === undefined ? {} : { discordApplication: login.clientId, callback: login.callback }),
      ...(bot === undefined ? {} : { guilds: guildsOf(environment.discordApi, bot) }),
      sessionKey: environment.sessionKey,
      secrets: {
        ...(login === undefined ? {} : { DISCORD_CLIENT_SECRET: login.clientSecret }),
        ...(bot === undefined ? {} : { DISCORD_BOT_TOKEN: bot.token }),
      },
    },
    stage: () => stageHooks(environment),
    ...(bot === undefined ? {} : { testServer: { guild: bot.guild, guildOf: guildOf(environment.discordApi, bot) } }),
    log,
  });
  return {
    environment,
    pool,
    database,
    redis,
    kit,
    async close() {
      await pool.end();
      redis?.disconnect();
    },
  };
}

/** Its library is loaded where there is a Redis only. @param {string} url */
async function redisAt(url) {
  const { Redis } = await import('ioredis');
  return new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 2, connectTimeout: 2000 });
}
