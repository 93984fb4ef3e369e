import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbedded } from '../../src/adapters/postgres/embedded/start-embedded.ts';
import { bundle } from '../../scripts/bundle.js';
import { openLedger } from '../../src/adapters/postgres/open-ledger.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { silentLog } from './silent-log.ts';
import { judgeTally } from './tally-judged.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the run's PostgreSQL server; its path names the migrated template database. */
    readonly databaseTemplate: string;
  }
}

let stop: (() => Promise<void>) | undefined;
let tally: string | undefined;

/**
 * The bundle that everybody starts, and one PostgreSQL for the whole run, started by the product's own code, with a
 * template that the product migrated; and the file in which all stories count together.
 */
export async function setup(project: TestProject): Promise<void> {
  await bundle();
  const folder = await mkdtemp(join(tmpdir(), 'greenroom-tests-'));
  const first = await startEmbedded({ dataDir: folder, log: silentLog });
  await suitTests(first.url);
  await first.stop();
  const server = await startEmbedded({ dataDir: folder, log: silentLog });
  stop = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  const opened = await openLedger({ url: server.url, instance: 'template', clock: systemClock, log: silentLog });
  await opened.close();
  project.provide('databaseTemplate', server.url);
  tally = join(await mkdtemp(join(tmpdir(), 'greenroom-tally-')), 'tally.jsonl');
  project.provide('tally', tally);
}

/** What no story may do is counted over all of them: one such call or write, and the whole run has failed. */
export async function teardown(): Promise<void> {
  await stop?.();
  if (tally === undefined) return;
  const { says, wrong } = judgeTally(tally);
  await rm(dirname(tally), { recursive: true, force: true });
  process.stdout.write(`${says}\n${wrong.map((one) => `  ✗ ${one}\n`).join('')}`);
  if (wrong.length > 0) process.exitCode = 1;
}

/**
 * Tests that kill servers start their own; here a crash loses nothing that anybody wants. A Greenroom holds some twenty
 * connections, and several run at once. A thousand times a run somebody logs in, so the password is stretched once
 * instead of 4096 times; and hundreds of databases that live for seconds are not worth a vacuum or a checkpoint.
 */
async function suitTests(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes', 'autovacuum']) {
    await client.query(`ALTER SYSTEM SET ${setting} = off`);
  }
  await client.query('ALTER SYSTEM SET max_connections = 400');
  await client.query("ALTER SYSTEM SET checkpoint_timeout = '1h'");
  await client.query("ALTER SYSTEM SET max_wal_size = '4GB'");
  const { username, password } = new URL(url);
  await client.query('SET scram_iterations = 1');
  await client.query(
    `ALTER ROLE ${client.escapeIdentifier(username)} PASSWORD ${client.escapeLiteral(decodeURIComponent(password))}`,
  );
  await client.end();
}
