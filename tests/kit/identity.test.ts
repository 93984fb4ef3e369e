import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ownThings } from '../../src/kit/identity.ts';
import type { Identity, LentRedis } from '../../src/kit/index.ts';
import { type TestDatabase, emptyDatabase } from '../world/database.ts';
import type { ProductionDatabase } from '../world/production-database.ts';
import { ask, lend, productionAtRest, productionEnv, redisInMemory, smallApp } from './small-app.ts';

/** What staging and production are given; a story changes one thing. */
let databases: readonly [TestDatabase, ProductionDatabase];
const closing: (() => Promise<void>)[] = [];
beforeEach(async () => {
  databases = [await emptyDatabase(), await productionAtRest()];
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  for (const database of databases) await database.drop();
});

const printKey = Buffer.alloc(32, 7).toString('base64url');
const secret = (whose: string): string => `${whose}-secret-0123456789abcdef0123456789`;

interface Change {
  readonly identity?: Identity;
  readonly key?: string;
  readonly redis?: LentRedis;
  readonly url?: string;
  readonly host?: string;
}

/** What an environment is made of. */
function made(
  whose: 'staging' | 'production',
  { url = databases[whose === 'staging' ? 0 : 1].url, host, ...change }: Change,
) {
  const pool = new pg.Pool({ connectionString: url });
  // A database that is dropped right after may end a connection that is on its way out.
  pool.on('error', () => undefined);
  closing.push(() => pool.end());
  return {
    key: secret(`${whose}-key`),
    database: { ...lend(pool, url), ...(host === undefined ? {} : { host }) },
    redis: { ...redisInMemory(), host: `${whose}.redis.internal:6379` },
    identity: {
      discordApplication: `${whose}-application`,
      callback: `https://${whose}.example/callback`,
      sessionKey: secret(`${whose}-session`),
      secrets: { DISCORD_CLIENT_SECRET: secret(`${whose}-client`), PIN: '1234' },
    },
    ...change,
  };
}

/** What the prints are taken of; taking them is slow, on purpose. */
async function things(whose: 'staging' | 'production', change: Change = {}): Promise<Record<string, string>> {
  const { database, redis, identity, key } = made(whose, change);
  return ownThings(database, redis, identity, key);
}

async function prints(whose: 'staging' | 'production', change: Change = {}): Promise<Record<string, string>> {
  const all = made(whose, change);
  const app = await smallApp(databases[whose === 'staging' ? 0 : 1].url, {
    ...(whose === 'production' ? { env: productionEnv } : {}),
    ...all,
  });
  closing.unshift(app.stop);
  const asked = { key: all.key, environment: whose };
  const { status, signed, answer } = await ask(app.address, '/_greenroom/identity', { printKey }, asked);
  expect({ status, signed }).toEqual({ status: 200, signed: true });
  expect(answer).toMatchObject({ environment: whose, tier: whose, markers: 'agree', schema: 'app' });
  return { ...Object(answer['prints']) };
}

const shared = (a: Record<string, string>, b: Record<string, string>): string[] =>
  Object.entries(a).flatMap(([name, print]) =>
    Object.entries(b).flatMap(([other, same]) => (print === same ? [`${name} = ${other}`] : [])),
  );

describe('E1.1 what each environment has for itself', () => {
  it('is told by keyed prints, and none is shared', async () => {
    const [staging, production] = [await prints('staging'), await prints('production')];
    expect(Object.keys(staging).join(' ')).toBe(
      'database database.itself redis discordApplication callback sessionKey secrets.GREENROOM_KEY secrets.DISCORD_CLIENT_SECRET',
    );
    expect(Object.keys(production)).toEqual(Object.keys(staging));
    expect(shared(staging, production)).toEqual([]);
    expect(JSON.stringify(staging)).not.toMatch(/secret-|internal|application-/);
  });

  it.each([
    [
      'a Discord application',
      { identity: { discordApplication: 'production-application' } },
      'discordApplication = discordApplication',
    ],
    ['a callback', { identity: { callback: 'https://production.example/callback' } }, 'callback = callback'],
    ['a session key', { identity: { sessionKey: secret('production-session') } }, 'sessionKey = sessionKey'],
    [
      'a secret pasted under another name',
      { identity: { secrets: { TOKEN: secret('production-session') } } },
      'secrets.TOKEN = sessionKey',
    ],
    ['a key', { key: secret('production-key') }, 'secrets.GREENROOM_KEY = secrets.GREENROOM_KEY'],
    [
      'a Redis under another spelling and with another index',
      { redis: { ...redisInMemory(), host: 'Production.Redis.Internal.', index: 5 } },
      'redis = redis',
    ],
  ] as const)('%s that both have shows', async (_, change, found) => {
    expect(shared(await things('staging', change), await things('production'))).toEqual([found]);
  });

  it('a Redis under an alias shows by what it says of itself', async () => {
    const serverId = async (): Promise<string> => 'run-1';
    const redis = (host: string) => ({ redis: { ...redisInMemory(), host, serverId } });
    const [staging, production] = [
      await things('staging', redis('cache.internal')),
      await things('production', redis('sessions.internal')),
    ];
    expect(shared(staging, production)).toEqual(['redis.itself = redis.itself']);
  });

  it('a database shows under every spelling, and under an alias by what it says of itself', async () => {
    const { port } = new URL(databases[0].url);
    const first = await things('staging', { host: `localhost:${port}` });
    for (const host of [`127.0.0.1:${port}`, `[::1]:${port}`, `[::ffff:127.0.0.1]:${port}`, `LOCALHOST.:${port}`])
      expect((await things('staging', { host }))['database']).toBe(first['database']);
    const alias = await things('staging', { host: `primary.db.internal:${port}` });
    expect(alias['database']).not.toBe(first['database']);
    expect(alias['database.itself']).toBe(first['database.itself']);
  });

  it('a user who may not ask the server who it is gets all other prints', async () => {
    const { url } = databases[0];
    const owner = new pg.Client({ connectionString: url });
    await owner.connect();
    await owner.query('REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC');
    const role = `app_user_${String(process.pid)}`;
    await owner.query(`CREATE ROLE ${role} LOGIN PASSWORD 'of the app'`);
    await owner.query(`GRANT CREATE ON DATABASE ${new URL(url).pathname.slice(1)} TO ${role}`);
    const as = new URL(url);
    as.username = role;
    as.password = 'of the app';
    try {
      const theirs = await things('staging', { url: as.href });
      expect(theirs).toHaveProperty('database');
      expect(theirs).not.toHaveProperty(['database.itself']);
    } finally {
      for (const close of closing.splice(0)) await close();
      await owner.query(`DROP OWNED BY ${role}`);
      await owner.query(`DROP ROLE ${role}`);
      await owner.end();
    }
  });

  it('off production it tells the servers of its Discord application as well, or that it could not', async () => {
    const told = async (whose: 'staging' | 'production', guilds: () => Promise<readonly string[]>) => {
      const app = await smallApp(databases[whose === 'staging' ? 0 : 1].url, {
        ...(whose === 'production' ? { env: productionEnv } : {}),
        identity: { guilds },
      });
      closing.unshift(app.stop);
      return (await ask(app.address, '/_greenroom/identity', { printKey }, { environment: whose })).answer;
    };
    expect(await told('staging', async () => ['1', '2'])).toMatchObject({ guilds: ['1', '2'] });
    expect(await told('staging', () => Promise.reject(new Error('Discord is away')))).toMatchObject({ guilds: null });
    let asked = 0;
    const counted = async (): Promise<string[]> => [String((asked += 1))];
    expect(await told('production', counted)).not.toHaveProperty('guilds');
    expect(asked).toBe(0);
    expect(await things('staging', { identity: { guilds: counted } })).not.toHaveProperty('guilds');
  });

  it('another key gives other prints; a key that is too short gives none', async () => {
    const app = await smallApp(databases[0].url);
    closing.unshift(app.stop);
    const asked = async (bytes: number) =>
      ask(app.address, '/_greenroom/identity', { printKey: Buffer.alloc(bytes, 9).toString('base64url') });
    const [one, other] = [(await asked(32)).answer['prints'], (await asked(33)).answer['prints']];
    expect(shared({ ...Object(one) }, { ...Object(other) })).toEqual([]);
    expect((await asked(31)).status).toBe(422);
  });

  it('says when its markers do not agree, in production too', async () => {
    const app = await smallApp(databases[1].url, { env: productionEnv });
    closing.unshift(app.stop);
    const asked = () => ask(app.address, '/_greenroom/identity', { printKey }, { environment: 'production' });
    expect((await asked()).answer).toMatchObject({ markers: 'agree' });
    databases[1].expects(1);
    await app.pool.query('DELETE FROM greenroom.marker');
    expect((await asked()).answer).toMatchObject({ markers: 'stage.marker-missing' });
  });
});
