import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

export interface TestDatabase {
  readonly url: string;
  /** Ends whatever is connected and removes it. */
  readonly drop: () => Promise<void>;
}

/**
 * A ledger's database of its own: an empty, migrated copy of the template. Copied as files, which takes half of what
 * copying by way of the log does (measured); the log is for servers that must not stand still for a checkpoint.
 */
export async function freshDatabase(): Promise<TestDatabase> {
  const template = new URL(inject('databaseTemplate'));
  const name = `test_${randomBytes(8).toString('hex')}`;
  const from = template.pathname.slice(1);
  await administer(template, `CREATE DATABASE ${name} TEMPLATE ${from} STRATEGY FILE_COPY`);
  const url = new URL(template);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => administer(template, `DROP DATABASE ${name} WITH (FORCE)`) };
}

/** An app's database: a new one with nothing in it. */
export async function emptyDatabase(): Promise<TestDatabase> {
  const server = new URL(inject('databaseTemplate'));
  const name = `app_${randomBytes(8).toString('hex')}`;
  await administer(server, `CREATE DATABASE ${name} STRATEGY FILE_COPY`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => administer(server, `DROP DATABASE ${name} WITH (FORCE)`) };
}

const pools = new Map<string, pg.Pool>();

/**
 * From the `postgres` database, since neither template nor copy may have anybody connected. By connections that are
 * kept: a new one each time took as long as the statement.
 */
export async function administer(server: URL, statement: string): Promise<void> {
  const url = new URL(server);
  url.pathname = '/postgres';
  let pool = pools.get(url.href);
  if (pool === undefined) {
    pool = new pg.Pool({ connectionString: url.href, max: 2, idleTimeoutMillis: 0, allowExitOnIdle: true });
    // The server ends after the last story, and some stories end theirs in the middle.
    pool.on('error', () => undefined);
    pools.set(url.href, pool);
  }
  await pool.query(statement);
}
