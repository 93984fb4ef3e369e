import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { CredentialRefused } from '../../core/credential-refused.ts';
import { mayBreak } from '../../platform/may-break.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { type Database, sqlState } from './database.ts';
import { keepPlans } from './keep-plans.ts';
import { OneConnectionEach } from './one-connection.ts';
import type { Tables } from './tables.ts';

/** int8 as number: milliseconds, counters and lease tokens stay far below 2^53. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (id, format) => (id === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(id, format)),
};

export function connectionOptions(url: string, name: string): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: `greenroom ${name}`.slice(0, 63),
    types,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 15_000,
    idle_in_transaction_session_timeout: 30_000,
  };
}

export interface Connected {
  readonly db: Database;
  readonly pool: pg.Pool;
}

/**
 * Few on purpose. A connection costs the server a process, 8 ms and some megabytes, and plans anew what the others have
 * planned; a question costs 0.1 ms (measured). Nobody gets a second one while holding one, so that three askers never
 * wait for each other.
 */
const connections = 3;

/** A pool never throws outside of a query: an idle connection that breaks is logged and replaced (pg docs, “error”). */
export function openPool(url: string, name: string, log: Log, options: pg.PoolConfig = {}): pg.Pool {
  const pool = new OneConnectionEach({
    ...connectionOptions(url, name),
    max: connections,
    onConnect: mayBreak,
    ...options,
  });
  pool.on('error', (error) => log.warn({ error: error.message }, 'an idle connection to the ledger broke'));
  return pool;
}

export function connect(url: string, name: string, log: Log): Connected {
  const onConnect = (client: pg.ClientBase): void => {
    mayBreak(client);
    keepPlans(client);
  };
  const pool = openPool(url, name, log, { onConnect });
  return { pool, db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }) };
}

/**
 * Makes a pool's connection before it is needed. The patience of a pool is that of whoever asks later, which on a machine
 * that is just starting everything is too short to connect in; so it is tried some times. Where that does not help, the
 * first who asks connects.
 */
export async function connectAhead(pool: pg.Pool): Promise<void> {
  for (let tries = 0; tries < 10; tries += 1) {
    const there = await pool.query('SELECT 1').then(
      () => true,
      () => false,
    );
    if (there) return;
  }
}

/**
 * Waits until the database answers, for ever unless `signal` aborts. What waiting does not cure, a refused password or
 * a database that does not exist, is thrown at once.
 */
export async function untilReachable(pool: pg.Pool, clock: Clock, log: Log, signal?: AbortSignal): Promise<void> {
  for (let delay = 100; ; delay = Math.min(delay * 2, 5_000)) {
    try {
      await pool.query('SELECT 1');
      return;
    } catch (error) {
      refuseWhatWaitingDoesNotCure(error);
      const message = error instanceof Error ? error.message : String(error);
      log.warn({ error: message, again: delay }, 'the ledger’s database does not answer; waiting for it');
    }
    await clock.wait(delay, signal);
    if (signal?.aborted === true) throw new Error('stopped while waiting for the ledger’s database');
  }
}

function refuseWhatWaitingDoesNotCure(error: unknown): void {
  const state = sqlState(error);
  if (state === '28P01' || state === '28000') {
    throw new CredentialRefused(
      'DATABASE_URL',
      'the database refuses this user or password',
      'Correct it and start again',
    );
  }
  if (state === '3D000') {
    const found = error instanceof Error ? error.message : state;
    throw new Error(`DATABASE_URL: ${found}. Create it (CREATE DATABASE …), or name one that exists.`);
  }
}
