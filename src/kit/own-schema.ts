import type { Query } from './lent.ts';

/**
 * What the kit remembers, in a schema of its own beside the app's: no reset touches it. Production has the marker, the
 * nonces and nothing else.
 */
const everywhere = `
  CREATE SCHEMA IF NOT EXISTS greenroom;
  CREATE TABLE IF NOT EXISTS greenroom.marker (
    environment text NOT NULL, tier text NOT NULL, placed_at timestamptz NOT NULL DEFAULT now());
  CREATE TABLE IF NOT EXISTS greenroom.nonces (nonce text PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())`;

const offProduction = `
  CREATE TABLE IF NOT EXISTS greenroom.state (
    one boolean PRIMARY KEY DEFAULT true CHECK (one), fence bigint NOT NULL DEFAULT 0, clock_offset bigint);
  INSERT INTO greenroom.state DEFAULT VALUES ON CONFLICT DO NOTHING;
  CREATE TABLE IF NOT EXISTS greenroom.operations (
    id text PRIMARY KEY, tool text NOT NULL, input text NOT NULL, asked_by text NOT NULL, fence bigint NOT NULL,
    state text NOT NULL, phase text NOT NULL, outcome text,
    began_at timestamptz NOT NULL DEFAULT now(), ended_at timestamptz);
  ALTER TABLE greenroom.operations ADD COLUMN IF NOT EXISTS schema text;
  CREATE TABLE IF NOT EXISTS greenroom.snapshots (
    n integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY, operation text NOT NULL, rows text NOT NULL,
    clock_offset bigint, until timestamptz NOT NULL);
  CREATE TABLE IF NOT EXISTS greenroom.outbox (
    id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, kind text NOT NULL, leaving text NOT NULL,
    because text NOT NULL, at timestamptz NOT NULL DEFAULT now())`;

/** What was added last: where it is there, all is. A database that an older kit has used gets what it lacks. */
const newest = `
  SELECT 1 FROM pg_attribute
  WHERE attrelid = to_regclass('greenroom.operations') AND attname = 'schema' AND to_regclass('greenroom.outbox') IS NOT NULL`;
const newestOfProduction = `SELECT 1 WHERE to_regclass('greenroom.nonces') IS NOT NULL`;

/** Any number that nobody else takes an advisory lock on. */
const lock = 7_203_411_911;

/**
 * Idempotent; several machines may start at once. Where the app's user may not create a schema, its owner runs this. In
 * the transaction that judges the markers: whose data these turn out not to be, is left as it was.
 */
export async function makeOwnSchema(query: Query, isProduction: boolean): Promise<void> {
  await query(`SELECT pg_advisory_xact_lock(${String(lock)})`);
  const { rows } = await query(isProduction ? newestOfProduction : newest);
  if (rows.length > 0) return;
  const statements = isProduction ? everywhere : `${everywhere};${offProduction}`;
  for (const statement of statements.split(';')) await query(statement);
}
