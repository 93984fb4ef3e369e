import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

export interface TestDatabase {
  readonly url: string;
  /** Ends whatever is connected and removes it. */
  readonly drop: () => Promise<void>;
}

/** A ledger's database of its own: an empty, migrated copy of the template, in some 30 ms. */
export async function freshDatabase(): Promise<TestDatabase> {
  const template = new URL(inject('databaseTemplate'));
  const name = `test_${randomBytes(8).toString('hex')}`;
  const from = template.pathname.slice(1);
  await administer(template, `CREATE DATABASE ${name} TEMPLATE ${from}`);
  const url = new URL(template);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => administer(template, `DROP DATABASE ${name} WITH (FORCE)`) };
}

/** An app's database: a new one with nothing in it. */
export async function emptyDatabase(): Promise<TestDatabase> {
  const server = new URL(inject('databaseTemplate'));
  const name = `app_${randomBytes(8).toString('hex')}`;
  await administer(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => administer(server, `DROP DATABASE ${name} WITH (FORCE)`) };
}

/** From the `postgres` database, since neither template nor copy may have anybody connected. */
export async function administer(server: URL, statement: string): Promise<void> {
  const url = new URL(server);
  url.pathname = '/postgres';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
