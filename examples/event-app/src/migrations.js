import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';

/**
 * @typedef {object} Migration
 * @property {string} name
 * @property {string} sql
 * @property {string} checksum
 */

/**
 * The numbered files of migrations/, in order.
 *
 * @param {URL} [folder]
 * @returns {Migration[]}
 */
export function migrations(folder = new URL('../migrations/', import.meta.url)) {
  return readdirSync(folder)
    .filter((name) => /^\d{3}-[\w-]+\.sql$/.test(name))
    .sort()
    .map((name) => {
      const sql = readFileSync(new URL(name, folder), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

/** The name of a schema as SQL. @param {string} name */
const quoted = (name) => `"${name.replaceAll('"', '""')}"`;

/**
 * Brings a schema up to date: each file once, in order, in a transaction of its own. Two that run at the same time wait
 * for each other (advisory lock); a file that was changed after it was applied is refused.
 *
 * @param {import('pg').ClientBase} client connected; its search_path is changed to the schema
 * @param {readonly Migration[]} files
 * @param {string} schema made where it is not there
 * @returns {Promise<string[]>} names of those that were applied now
 */
export async function migrate(client, files, schema) {
  const lock = [`event-app migrate ${schema}`];
  // A migration that waits for a lock blocks everybody who comes after it; better to fail and be tried again.
  await client.query("set lock_timeout = '10s'");
  await client.query('select pg_advisory_lock(hashtext($1))', lock);
  try {
    await client.query(`create schema if not exists ${quoted(schema)}`);
    await client.query(`set search_path = ${quoted(schema)}`);
    await client.query(`create table if not exists schema_migrations (
      name text primary key, checksum text not null, applied_at timestamptz not null default now())`);
    const { rows } = await client.query('select name, checksum from schema_migrations');
    const applied = new Map(rows.map((row) => [row.name, row.checksum]));
    const done = [];
    for (const { name, sql, checksum } of files) {
      const before = applied.get(name);
      if (before === checksum) continue;
      if (before !== undefined) {
        throw new Error(
          `${name} was changed after it was applied here. Restore it, and put the change into a new file.`,
        );
      }
      await apply(client, name, sql, checksum);
      done.push(name);
    }
    return done;
  } finally {
    await client.query('select pg_advisory_unlock(hashtext($1))', lock);
  }
}

/**
 * @param {import('pg').ClientBase} client
 * @param {string} name
 * @param {string} sql
 * @param {string} checksum
 */
async function apply(client, name, sql, checksum) {
  await client.query('begin');
  try {
    await client.query(sql);
    await client.query('insert into schema_migrations (name, checksum) values ($1, $2)', [name, checksum]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}. Nothing of it was applied.`, {
      cause: error,
    });
  }
}
