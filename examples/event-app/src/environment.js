import { KitRefusal, readFlags } from './kit.js';
import { remedyOf } from './remedy.js';

/**
 * @typedef {object} Environment
 * @property {import('./kit.js').Flags} flags where the app runs, as the kit read it
 * @property {string} databaseUrl
 * @property {string} schema
 * @property {{ url: string, prefix: string } | undefined} redis without it sessions are in PostgreSQL
 * @property {string} host
 * @property {number} port
 * @property {string | undefined} publicUrl where people reach the api
 * @property {string | undefined} webUrl where people reach the page, if the api does not serve it itself
 * @property {string} sessionKey
 * @property {string} discordApi without version
 * @property {{ clientId: string, clientSecret: string, callback: string } | undefined} login
 * @property {{ token: string, guild: string, channel: string } | undefined} bot
 * @property {readonly string[]} admins Discord ids
 * @property {string | undefined} kitKey
 */

/**
 * Reads the process environment once, at start; nothing else in the app does. What the place is, the kit reads: an app
 * that is told two different things about that must not run, since one of two guards would be wrong.
 *
 * @param {Readonly<Record<string, string | undefined>>} given
 * @returns {Environment}
 * @throws {Error} with all that is wrong, one plain sentence a line
 */
export function readEnvironment(given) {
  // An empty variable is one that nobody set.
  const variables = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
  const problems = [];
  const flags = attempt(() => readFlags(given), problems);
  const local = flags?.appEnv === 'local';

  const address = (name, protocols, wanted) => {
    const text = variables[name];
    if (text === undefined) return undefined;
    if (URL.canParse(text) && protocols.includes(new URL(text).protocol)) return text.replace(/\/$/, '');
    problems.push(`${name} is ${JSON.stringify(text)}. Wanted ${wanted}.`);
    return undefined;
  };
  const databaseUrl = address('DATABASE_URL', ['postgres:', 'postgresql:'], 'postgres://user:password@host:port/name');
  if (variables['DATABASE_URL'] === undefined)
    problems.push('DATABASE_URL is missing. Wanted postgres://user:password@host:port/name.');
  const redisUrl = address('REDIS_URL', ['redis:', 'rediss:'], 'redis://host:port/index');
  const publicUrl = address('PUBLIC_URL', ['http:', 'https:'], 'https://host');
  const webUrl = address('WEB_URL', ['http:', 'https:'], 'https://host');
  const discordApi =
    address('DISCORD_API_URL', ['http:', 'https:'], 'https://discord.com/api') ?? 'https://discord.com/api';

  const schema = variables['DATABASE_SCHEMA'] ?? 'app';
  if (!/^[a-z][a-z0-9_]{0,30}$/.test(schema) || schema === 'public' || schema === 'greenroom') {
    problems.push(
      `DATABASE_SCHEMA is ${JSON.stringify(schema)}. Wanted a schema of the app's own, not public or greenroom.`,
    );
  }
  const port = Number(variables['PORT'] ?? '3000');
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    problems.push(`PORT is ${JSON.stringify(variables['PORT'])}. Wanted a number from 0 to 65535.`);
  }

  const sessionKey = variables['SESSION_KEY'] ?? (local ? 'sessions of a developer’s own machine' : '');
  if (sessionKey.length < 32)
    problems.push('SESSION_KEY is missing or shorter than 32 characters. Make one with: openssl rand -hex 32.');

  const all = (names) => {
    const values = names.map((name) => variables[name]);
    if (values.every((value) => value !== undefined)) return values;
    const missing = names.filter((name) => variables[name] === undefined);
    if (missing.length < names.length)
      problems.push(`${missing.join(', ')} missing. Set all of ${names.join(', ')}, or none.`);
    return undefined;
  };
  const [clientId, clientSecret] = all(['DISCORD_CLIENT_ID', 'DISCORD_CLIENT_SECRET']) ?? [];
  if (clientId === undefined && flags !== undefined && !local) {
    problems.push(
      'DISCORD_CLIENT_ID and DISCORD_CLIENT_SECRET are missing. Each environment has a Discord application of its own.',
    );
  }
  if (clientId !== undefined && publicUrl === undefined) {
    problems.push('PUBLIC_URL is missing. Discord sends people back to PUBLIC_URL/auth/callback.');
  }
  const [token, guild, channel] = all(['DISCORD_BOT_TOKEN', 'DISCORD_GUILD', 'DISCORD_CHANNEL']) ?? [];
  const admins = (variables['ADMIN_DISCORD_IDS'] ?? '')
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
  if (admins.some((id) => !/^\d{15,21}$/.test(id)))
    problems.push('ADMIN_DISCORD_IDS wants Discord ids, with commas between them.');

  if (problems.length > 0) throw new Error(problems.join('\n'));
  return Object.freeze({
    flags,
    databaseUrl,
    schema,
    redis: redisUrl === undefined ? undefined : { url: redisUrl, prefix: variables['REDIS_PREFIX'] ?? 'event:' },
    host: variables['HOST'] ?? '127.0.0.1',
    port,
    publicUrl,
    webUrl,
    sessionKey,
    discordApi,
    login: clientId === undefined ? undefined : { clientId, clientSecret, callback: `${publicUrl}/auth/callback` },
    bot: token === undefined ? undefined : { token, guild, channel },
    admins,
    kitKey: variables['GREENROOM_KEY'],
  });
}

/** @param {() => import('./kit.js').Flags} read @param {string[]} problems */
function attempt(read, problems) {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof KitRefusal)) throw error;
    problems.push(`${error.message}${remedyOf(error)}`);
    return undefined;
  }
}
