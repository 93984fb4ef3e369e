import pg from 'pg';
import { beforeEach, expect, test } from 'vitest';
import type { Lease } from '../../../src/ports/ledger.ts';
import { until } from '../../world/until.ts';
import { type LedgerHere, afterwards, deployment, ledgerHere } from './ledger-here.ts';

let here: LedgerHere;
let id: string;
let lease: Lease;
/** Somebody else in the database, who holds the deployment's row. */
let holder: pg.Client;

beforeEach(async () => {
  here = await ledgerHere();
  ({ id } = await here.ledger.wait(deployment({ steps: ['fetch', 'build'] })));
  const taken = await here.leases.acquire({ project: 'advent', name: 'staging' });
  if (taken === undefined) throw new Error('not acquired');
  lease = taken;
  await here.ledger.move(id, 'start', {}, lease);
  holder = await connected();
  await holder.query('BEGIN');
  await holder.query('SELECT FROM deployments WHERE id = $1 FOR UPDATE', [id]);
});

async function connected(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: here.url });
  await client.connect();
  afterwards(() => client.end());
  return client;
}

/** How many statements wait for somebody else's lock. */
async function waiting(): Promise<number> {
  const watching = await connected();
  const { rows } = await watching.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return rows[0]?.n ?? 0;
}

test('a step is begun on what is written of it then, not on what was there when it was asked', async () => {
  const refused = expect(here.ledger.startStep(id, 'fetch', lease)).rejects.toThrow(
    'is succeeded; wanted pending or started to start it',
  );
  await until('it waits', async () => (await waiting()) === 1);
  // The row of the deployment stays as it was: nothing but the step's own says that it has ended.
  await holder.query("UPDATE steps SET state = 'succeeded' WHERE deployment = $1 AND name = 'fetch'", [id]);
  await holder.query('COMMIT');
  await refused;
});

test('a write under a lease keeps the lease: whoever takes it waits until that is written', async () => {
  const written = here.ledger.endStep(id, 'fetch', { kind: 'failed', code: 'fetch.failed', detail: '' }, lease);
  await until('the write waits', async () => (await waiting()) === 1);
  const taker = await connected();
  let isTaken = false;
  const taken = taker
    .query("UPDATE leases SET token = token + 1, holder = 'another' WHERE project = 'advent'")
    .then(() => (isTaken = true));
  await until('who takes it waits, or has it', async () => isTaken || (await waiting()) === 2);
  expect(isTaken).toBe(false);
  await holder.query('COMMIT');
  await Promise.all([written, taken]);
  expect((await here.views.deployment(id))?.steps[0]).toMatchObject({ state: 'failed' });
});
