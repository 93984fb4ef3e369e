import { type Server, createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import {
  type Kit,
  type LentDatabase,
  type LentRedis,
  type StageHooks,
  createKit,
  readFlags,
} from '../../../src/kit/index.ts';
import { redisInPostgres } from '../../kit/redis-in-postgres.ts';

/**
 * A small event app that mounts the kit, in one file without packages: it is bundled into the commits of a story, and
 * built and started like any other pushed code.
 */
const url = process.env['DATABASE_URL'] ?? '';
const pool = new pg.Pool({ connectionString: url, options: '-c search_path=app', max: 6 });
pool.on('error', () => undefined);
const built: { commit: string; schema: string } = JSON.parse(readFileSync(join(process.cwd(), 'built.json'), 'utf8'));

const migrate = async (schema: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url, options: `-c search_path=${schema}` });
  await client.connect();
  await client.query(`
    CREATE TABLE IF NOT EXISTS users (name text PRIMARY KEY, mode text, synthetic boolean NOT NULL);
    CREATE TABLE IF NOT EXISTS days (day integer PRIMARY KEY, open boolean NOT NULL)`);
  await client.end();
};

const many = new Map([
  ['fresh event', 3],
  ['draw day', 1_000],
]);
const hooks = (): StageHooks => ({
  scenarios: [
    { name: 'fresh event', says: 'three users, nothing done' },
    { name: 'draw day', says: 'a thousand veterans' },
  ],
  migrate,
  unseed: async ({ query }) => void (await query('DELETE FROM users WHERE synthetic')),
  seed: async ({ query, scenario }) => {
    const users = many.get(scenario) ?? 0;
    const mode = scenario === 'draw day' ? 'veteran' : null;
    await query(`INSERT INTO users SELECT 'user-' || n, $2, true FROM generate_series(1, $1::integer) n`, [
      users,
      mode,
    ]);
    await query('INSERT INTO days SELECT n, false FROM generate_series(1, 24) n ON CONFLICT DO NOTHING');
    return { users };
  },
  days: async ({ query }) => {
    const { rows } = await query('SELECT day, open FROM days ORDER BY day');
    return rows.map((row) => ({ day: Number(row['day']), open: row['open'] === true }));
  },
  draws: async () => ['main'],
  unlockDay: async ({ query }, { day, lock = false }) => {
    const { rows } = await query('UPDATE days SET open = $2 WHERE day = $1 RETURNING day', [day, !lock]);
    if (rows.length === 0) throw new Error(`there is no day ${String(day)}`);
    return { day, open: !lock, days: [{ day, open: !lock }] };
  },
  complete: async ({ query }, { user, mode, days = [] }) => {
    const { rows } = await query('UPDATE users SET mode = $2 WHERE name = $1 RETURNING name', [user, mode]);
    if (rows.length === 0) throw new Error(`there is no user ${user}`);
    return { user, mode, days };
  },
  simulate: async ({ query }, { user }) => {
    const { rows } = await query('SELECT name, mode FROM users');
    const eligible = rows.filter((row) => row['mode'] !== null);
    const one = rows.find((row) => row['name'] === user);
    const missing = rows.length - eligible.length;
    return {
      eligible: eligible.length,
      ineligible: missing,
      reasons: missing === 0 ? [] : [{ reason: 'no day completed', count: missing }],
      ...(user === undefined
        ? {}
        : {
            user: {
              eligible: one !== undefined && one['mode'] !== null,
              because: [one?.['mode'] === null ? 'no day completed' : 'every day completed'],
            },
          }),
    };
  },
  draw: async ({ query, rngSeed, random }, { entrants }) => {
    const { rows } = await query('SELECT name FROM users WHERE mode IS NOT NULL ORDER BY name');
    const names =
      entrants === undefined
        ? rows.map((row) => String(row['name']))
        : Array.from({ length: entrants }, (_, n) => `made-up-${String(n)}`);
    const winners = names.filter(() => random() < 0.1).map((user) => ({ user, prize: 'mug' }));
    const counts = Array.from({ length: 10 }, () => 0);
    winners.forEach((_, n) => (counts[n % 10] = (counts[n % 10] ?? 0) + 1));
    const fairness = { expected: winners.length / 10, counts, chiSquare: 1, pValue: 0.99 };
    const seeds = { seed: String(rngSeed), seedHash: `hash of ${String(rngSeed)}` };
    return { draw: 'main', rehearsal: true, ...seeds, winners, entrants: names.length, unique: true, fairness };
  },
});

const database: LentDatabase = {
  query: (text, values) => pool.query(text, values === undefined ? undefined : [...values]),
  transaction: async (work) => {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      const result = await work((text, values) => client.query(text, values === undefined ? undefined : [...values]));
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  },
  schema: 'app',
  host: new URL(url).host,
};

/** Where it is told to be; what it keeps is in the app's own database, so that no machine needs a Redis. */
async function redisAt(address: string | undefined): Promise<LentRedis | undefined> {
  if (address === undefined) return undefined;
  const { host, pathname } = new URL(address);
  return { ...(await redisInPostgres(database)), host, index: Number(pathname.slice(1)) };
}

async function open(): Promise<void> {
  const redis = await redisAt(process.env['REDIS_URL']);
  const { LOGIN: sessionKey, DISCORD_APPLICATION: discordApplication } = process.env;
  const kit = createKit({
    flags: readFlags(process.env),
    key: process.env['GREENROOM_KEY'],
    database,
    ...(redis === undefined ? {} : { redis }),
    identity: { sessionKey, discordApplication },
    stage: hooks,
  } as Parameters<typeof createKit>[0]);
  await pool.query('CREATE SCHEMA IF NOT EXISTS app');
  await kit.start();
  await migrate('app');
  const server = serve(kit);
  server.listen(Number(process.env['PORT']), process.env['HOST'] ?? '127.0.0.1');
  process.on('SIGTERM', () => {
    server.close(() => process.exit(0));
    server.closeIdleConnections();
  });
}

const serve = (kit: Kit): Server =>
  createServer((request, response) => {
    void kit.handler(request, response).then((ours) => {
      if (ours) return;
      if (request.url === '/healthz') response.end('ok');
      else if (request.url === '/version')
        response
          .setHeader('content-type', 'application/json')
          .end(JSON.stringify({ ...built, environment: process.env['APP_ENV'] }));
      else response.writeHead(404).end('no such page');
    });
  });

open().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
