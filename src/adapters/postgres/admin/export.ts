import type pg from 'pg';
import { schemaVersion } from '../migrations/index.ts';

/** In an order in which references can be written back. */
export const tables = [
  'intents',
  'requests',
  'delivery_bodies',
  'deliveries',
  'artifacts',
  'releases',
  'project_numbers',
  'deployments',
  'stage_operations',
  'steps',
  'step_logs',
  'suites',
  'approvals',
  'evidence',
  'evidence_ends',
  'applied_migrations',
  'observations',
  'freezes',
  'leases',
  'locks',
  'bad_versions',
  'outages',
  'projections',
  'audit',
] as const;

/** Belong to the installation and not to its history: made anew at the next start. */
export const notExported = [
  'environments',
  'ledger_keys',
  'secret_prints',
  'stage_descriptions',
  'app_identities',
] as const;
export type TableName = (typeof tables)[number];

const page = 500;

/**
 * JSON lines of one moment (repeatable read), read by a cursor. Rows are written by PostgreSQL itself and never parsed
 * here: bytea is hex, times with zone are ISO 8601.
 */
export async function* exportLedger(pool: pg.Pool): AsyncIterable<string> {
  const client = await pool.connect();
  let whole = false;
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    yield JSON.stringify({ ledger: 'greenroom', schema: schemaVersion, tables });
    for (const table of tables) {
      await client.query(
        `DECLARE lines NO SCROLL CURSOR FOR SELECT row_to_json(t)::text AS line FROM ${table} t ${orderOf(table)}`,
      );
      for (;;) {
        const { rows } = await client.query<{ line: string }>(`FETCH ${page} FROM lines`);
        for (const { line } of rows) yield `{"table":"${table}","row":${line}}`;
        if (rows.length < page) break;
      }
      await client.query('CLOSE lines');
    }
    await client.query('COMMIT');
    whole = true;
  } finally {
    // Whoever stops reading half way leaves a transaction open: that connection is closed, not given back.
    client.release(!whole);
  }
}

/** A deployment is written back before the newer one that it points to, so that comes first. */
function orderOf(table: TableName): string {
  if (table === 'deployments') return 'ORDER BY number DESC, id';
  return table === 'audit' ? 'ORDER BY seq' : '';
}
