import { CompiledQuery, Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';

// Dates as they are written, not as midnight of wherever the server stands.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

/**
 * The app's address with its schema as the only place where names are looked up. Not `public`: a reset renames it.
 *
 * @param {string} url
 * @param {string} schema
 */
export function inSchema(url, schema) {
  const full = new URL(url);
  full.searchParams.set('options', `-c search_path=${schema}`);
  return full.href;
}

/**
 * @typedef {import('kysely').Kysely<any>} Database
 * @param {{ databaseUrl: string, schema: string, name: string, max?: number }} wanted
 * @returns {{ pool: import('pg').Pool, database: Database }}
 */
export function openDatabase({ databaseUrl, schema, name, max = 10 }) {
  const pool = new pg.Pool({
    connectionString: inSchema(databaseUrl, schema),
    max,
    connectionTimeoutMillis: 2000,
    application_name: `event-app ${name}`,
  });
  return { pool, database: new Kysely({ dialect: new PostgresDialect({ pool }) }) };
}

/**
 * A database, or a transaction, as a function of text and values: what the kit lends to its hooks has the same shape.
 *
 * @typedef {(text: string, values?: unknown[]) => Promise<{ rows: readonly any[] }>} Query
 * @param {Database} database
 * @returns {Query}
 */
export const asQuery =
  (database) =>
  (text, values = []) =>
    database.executeQuery(CompiledQuery.raw(text, values));
