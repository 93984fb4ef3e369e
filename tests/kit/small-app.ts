import { randomBytes } from 'node:crypto';
import { type Server, createServer } from 'node:http';
import { once } from 'node:events';
import pg from 'pg';
import {
  type Kit,
  type KitOptions,
  type LentDatabase,
  type LentRedis,
  type StageHooks,
  createKit,
  readFlags,
} from '../../src/kit/index.ts';
import { type ProductionDatabase, productionDatabase } from '../world/production-database.ts';
import { until } from '../world/until.ts';
import { nonceHeader, requestHeaders, signatureHeader, verifyAnswer } from '../../src/kit/wire.ts';

export const key = 'a-key-of-the-staging-of-our-tests-1';

/** An app's pool as its kit gets it. */
export function lend(pool: pg.Pool, url: string, schema = 'app'): LentDatabase {
  return {
    query: (text, values) => pool.query(text, values),
    transaction: async (work) => {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        const result = await work((text, values) => client.query(text, values));
        await client.query('COMMIT');
        return result;
      } catch (error) {
        await client.query('ROLLBACK').catch(() => undefined);
        throw error;
      } finally {
        client.release();
      }
    },
    schema,
    host: new URL(url).host,
  };
}

/** Redis as far as a kit sees it, for machines without one; the same tests run on a real server where there is one. */
export function redisInMemory(prefix = 'event:'): LentRedis & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    get: async (name) => kept.get(name) ?? null,
    set: async (name, value) => kept.set(name, value),
    del: async (names) => names.forEach((name) => kept.delete(name)),
    keys: async function* (begin) {
      yield [...kept.keys()].filter((name) => name.startsWith(begin));
    },
    prefix,
    host: '127.0.0.1:6379',
    index: 0,
  };
}

/** What the small app brings: users who complete days, real ones and synthetic ones. */
export function hooksOf(url: string): StageHooks {
  return {
    scenarios: [
      { name: 'fresh', says: 'three users, nothing done' },
      { name: 'crowd', says: 'forty users' },
    ],
    migrate: async (schema) => {
      const client = new pg.Client({ connectionString: url, options: `-c search_path=${schema}` });
      await client.connect();
      await client.query(`
        CREATE TABLE IF NOT EXISTS users (id text PRIMARY KEY, name text NOT NULL, synthetic boolean NOT NULL);
        CREATE TABLE IF NOT EXISTS days (day integer PRIMARY KEY, open boolean NOT NULL)`);
      await client.end();
    },
    unseed: async ({ query }) => {
      await query('DELETE FROM users WHERE synthetic');
    },
    seed: async ({ query, scenario, random }) => {
      const count = scenario === 'crowd' ? 40 : 3;
      for (let n = 0; n < count; n += 1) {
        const name = `synthetic-${String(n)}-${random().toString(36).slice(2, 8)}`;
        await query('INSERT INTO users VALUES ($1, $1, true)', [name]);
      }
      await query('INSERT INTO days VALUES (1, false), (2, false) ON CONFLICT DO NOTHING');
      return { users: count };
    },
    days: async ({ query }) => {
      const { rows } = await query('SELECT day, open FROM days ORDER BY day');
      return rows.map((row) => ({ day: Number(row['day']), open: row['open'] === true }));
    },
    unlockDay: async ({ query }, { day, lock = false }) => {
      await query('UPDATE days SET open = $2 WHERE day = $1', [day, !lock]);
      const { rows } = await query('SELECT day, open FROM days ORDER BY day');
      const days = rows.map((row) => ({ day: Number(row['day']), open: row['open'] === true }));
      if (!days.some((one) => one.day === day)) throw new Error(`there is no day ${String(day)}`);
      return { day, open: !lock, days };
    },
  };
}

export interface SmallApp {
  readonly kit: Kit;
  readonly pool: pg.Pool;
  readonly address: string;
  readonly stop: () => Promise<void>;
}

export const stagingEnv = { APP_ENV: 'staging', IS_PRODUCTION: 'false' };
export const productionEnv = { APP_ENV: 'production', IS_PRODUCTION: 'true' };

/** One process of the app on plain node:http; `start: false` leaves the kit unstarted. */
export async function smallApp(
  url: string,
  given: Partial<KitOptions> & {
    env?: Readonly<Record<string, string | undefined>>;
    start?: boolean;
    schema?: string;
  } = {},
): Promise<SmallApp> {
  const { env = stagingEnv, start = true, schema = 'app', ...options } = given;
  const pool = new pg.Pool({ connectionString: url, options: `-c search_path=${schema}` });
  pool.on('error', () => undefined);
  await pool.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
  const kit = createKit({
    flags: readFlags(env),
    key,
    database: lend(pool, url, schema),
    stage: () => hooksOf(url),
    ...options,
  });
  const listen = async (): Promise<Server> => {
    const server = createServer((request, response) => {
      void kit.handler(request, response).then((ours) => {
        if (!ours) response.writeHead(404).end('no such page');
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return server;
  };
  try {
    if (start) {
      await kit.start();
      if (!(await hasTables(pool, schema))) await hooksOf(url).migrate(schema);
    }
    const server = await listen();
    const bound = server.address();
    const port = bound !== null && typeof bound === 'object' ? bound.port : 0;
    const stop = async (): Promise<void> => {
      server.closeAllConnections();
      server.close();
      await pool.end();
    };
    return { kit, pool, address: `http://127.0.0.1:${String(port)}`, stop };
  } catch (error) {
    await pool.end();
    throw error;
  }
}

/** A database that production’s app was started on once: it is marked, has its tables, and rests from now on. */
export async function productionAtRest(
  env: Readonly<Record<string, string>> = productionEnv,
): Promise<ProductionDatabase> {
  const database = await productionDatabase();
  await (await smallApp(database.url, { env })).stop();
  await database.rests();
  return database;
}

async function hasTables(pool: pg.Pool, schema: string): Promise<boolean> {
  return (await pool.query(`SELECT to_regclass($1) AS known`, [`${schema}.users`])).rows[0].known !== null;
}

export const newNonce = (): string => randomBytes(16).toString('hex');

interface Answered {
  readonly status: number;
  readonly answer: Record<string, unknown>;
  /** Whether the answer carries the app's signature. */
  readonly signed: boolean;
}

/** Greenroom's side of the wire, by hand. */
export async function ask(
  address: string,
  path: string,
  body: object,
  by: { key?: string; environment?: string; now?: number; nonce?: string; headers?: Record<string, string> } = {},
): Promise<Answered> {
  const { key: own = key, environment = 'staging', now = Date.now(), nonce = newNonce() } = by;
  const bytes = Buffer.from(JSON.stringify(body));
  const request = { method: 'POST', path, environment, nonce, body: bytes };
  const headers = { ...requestHeaders(own, request, now), ...by.headers };
  const response = await fetch(address + path, { method: 'POST', headers, body: bytes });
  const raw = Buffer.from(await response.arrayBuffer());
  const told = { nonce: headers[nonceHeader] ?? '', status: response.status, body: raw };
  const signed = verifyAnswer(own, told, response.headers.get(signatureHeader));
  let answer: Record<string, unknown> = {};
  if (response.headers.get('content-type')?.startsWith('application/json') === true)
    answer = JSON.parse(raw.toString());
  return { status: response.status, answer, signed };
}

let last = 0;
/** A tool's call as Greenroom sends it. */
export const wish = (input: object, fence = 1, id = `operation-${String((last += 1))}-${newNonce()}`): object => ({
  id,
  at: Date.now(),
  by: { discordId: '1001', name: 'ana' },
  fence,
  input,
});

/** Asks what became of an operation until it has ended. */
export async function ended(address: string, id: string): Promise<Record<string, unknown>> {
  return until(`operation ${id} ends`, async () => {
    const { answer } = await ask(address, '/_stage/look', { id });
    return answer['state'] === 'running' ? undefined : answer;
  });
}
