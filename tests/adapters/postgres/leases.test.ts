import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { expect, test } from 'vitest';
import { leaseSeconds } from '../../../src/adapters/postgres/leases.ts';
import type { Lease } from '../../../src/ports/ledger.ts';
import { until } from '../../world/until.ts';
import { afterwards, deployment, ledgerHere } from './ledger-here.ts';

const staging = { project: 'advent', name: 'staging' };

/** A real process, with nobody of ours inside it. */
async function holdElsewhere(url: string): Promise<{ child: ChildProcess; lease: Lease }> {
  const program = new URL('fixtures/hold-lease.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [program, url], { stdio: ['ignore', 'pipe', 'inherit'] });
  afterwards(async () => void child.kill('SIGKILL'));
  for await (const line of createInterface({ input: child.stdout })) return { child, lease: JSON.parse(line) };
  throw new Error('the other process ended');
}

async function sql(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  afterwards(() => client.end());
  return client;
}

test('of many who want it one gets it; the token rises with each owner', async () => {
  const here = await ledgerHere();
  const other = await here.another();
  expect(await here.leases.current(staging)).toEqual({ token: 0 });
  const all = await Promise.all(
    Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? here : other).leases.acquire(staging)),
  );
  const [lease, ...rest] = all.filter((one) => one !== undefined);
  if (lease === undefined) throw new Error('nobody got it');
  expect(rest).toEqual([]);
  // Nor later: who was first to make its row is not alone in being refused.
  expect(await other.leases.acquire(staging)).toBeUndefined();
  expect(await other.leases.current(staging)).toEqual({ token: lease.token, holder: lease.holder });
  await here.leases.release(lease);
  expect(await here.leases.current(staging)).toEqual({ token: lease.token });
  expect((await other.leases.acquire(staging))?.token).toBeGreaterThan(lease.token);
  expect(await here.leases.acquire({ ...staging, name: 'production' })).toBeDefined();
});

test('a ledger is made anew: apps and hosts that saw the owners of the one before do not take its own for older ones', async () => {
  const gone = await ledgerHere();
  const seen: number[] = [];
  for (let owner = 0; owner < 5; owner += 1) {
    const lease = await gone.leases.acquire(staging);
    if (lease === undefined) throw new Error('not acquired');
    seen.push(lease.token);
    await gone.leases.release(lease);
  }
  expect(new Set(seen).size).toBe(5);
  expect((await (await ledgerHere()).leases.acquire(staging))?.token).toBeGreaterThan(Math.max(...seen));
});

test('a process that lives keeps its lease; killed, it loses it at once, long before it runs out', async () => {
  const here = await ledgerHere();
  const { child, lease } = await holdElsewhere(here.url);
  expect(await here.leases.acquire(staging)).toBeUndefined();
  await here.leases.check(lease);
  const killed = Date.now();
  child.kill('SIGKILL');
  const next = await until('the dead one’s lease', () => here.leases.acquire(staging), { deadlineMs: 10_000 });
  expect(next).toMatchObject({ holder: expect.stringMatching(/^first/) });
  expect(next.token).toBeGreaterThan(lease.token);
  expect(Date.now() - killed).toBeLessThan(leaseSeconds * 1000);
  await expect(here.leases.check(lease)).rejects.toThrow(
    `lease.lost: advent/staging has token ${next.token}; wanted token ${lease.token} `,
  );
  expect(await here.leases.renew(lease)).toBe(false);
});

test('what a closed process held is free at once', async () => {
  const here = await ledgerHere();
  const dead = await here.another('dead');
  const lease = await dead.leases.acquire(staging);
  await dead.close();
  expect((await here.leases.acquire(staging))?.token).toBeGreaterThan(lease?.token ?? Number.POSITIVE_INFINITY);
});

test('a process whose session was dropped is back by itself, and can hold again', async () => {
  const here = await ledgerHere();
  const other = await here.another();
  const first = await here.leases.acquire(staging);
  if (first === undefined) throw new Error('not acquired');
  const client = await sql(here.url);
  const { rows: ended } = await client.query<{ pid: number }>(
    `SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE '% lives'`,
  );
  // Before that it may still take the dead session for its own; such a lease is anybody's.
  await until('it has a session again', async () => {
    const { rowCount } = await client.query(
      `SELECT pid FROM pg_locks JOIN pg_stat_activity USING (pid)
       WHERE locktype = 'advisory' AND granted AND application_name LIKE '% lives' AND pid <> ALL ($1)`,
      [ended.map(({ pid }) => pid)],
    );
    return rowCount === ended.length;
  });
  const production = { ...staging, name: 'production' };
  const again = await until('a lease after reconnecting', () => here.leases.acquire(production), { deadlineMs: 5_000 });
  expect(again.environment).toBe('production');
  expect(await other.leases.acquire(production)).toBeUndefined();
});

test('a lease that ran out can be taken; until then its holder may still renew it', async () => {
  const here = await ledgerHere();
  const other = await here.another();
  const lease = await here.leases.acquire(staging);
  if (lease === undefined) throw new Error('not acquired');
  const client = await sql(here.url);
  await client.query(`UPDATE leases SET expires_at = clock_timestamp() - interval '1 second'`);
  await expect(here.leases.check(lease)).rejects.toThrow(/^lease\.lost: .*not in force/);
  expect(await here.leases.renew(lease)).toBe(true);
  await here.leases.check(lease);
  await client.query(`UPDATE leases SET expires_at = clock_timestamp() - interval '1 second'`);
  expect((await other.leases.acquire(staging))?.token).toBeGreaterThan(lease.token);
  expect(await here.leases.renew(lease)).toBe(false);
  // Letting go of what is lost does not touch the new owner's.
  await here.leases.release(lease);
  expect((await here.leases.current(staging)).holder).toMatch(/^another/);
});

test('every write under a lost lease is refused, and nothing of it is done', async () => {
  const here = await ledgerHere();
  const other = await here.another();
  const view = await here.ledger.wait(deployment());
  const lease = await here.leases.acquire(staging);
  if (lease === undefined) throw new Error('not acquired');
  await here.ledger.move(view.id, 'start', {}, lease);
  await here.ledger.startStep(view.id, 'fetch', lease);
  await here.leases.release(lease);
  await other.leases.acquire(staging);
  const before = await here.views.deployment(view.id);
  const release = await here.ledger.recordRelease('advent', view.commit.commit, []);
  const suite = { name: 's', ok: true, passed: 1, failed: 0, skipped: 0, failures: [] };
  for (const write of [
    () => here.ledger.move(view.id, 'succeed', {}, lease),
    () => here.ledger.endStep(view.id, 'fetch', { kind: 'succeeded', evidence: {} }, lease),
    () => here.ledger.startStep(view.id, 'build', lease),
    () => here.ledger.setSteps(view.id, ['fetch'], lease),
    () => here.ledger.setRelease(view.id, release, lease),
    () => here.ledger.recordSuite(view.id, suite, lease),
    () => here.ledger.recordEvidence('advent', 'staging', release.id, view.id, {}, lease),
  ]) {
    await expect(write()).rejects.toThrow(/^lease\.lost/);
  }
  expect(await here.views.deployment(view.id)).toEqual(before);
  expect(await here.ledger.verified('advent', 'staging')).toBeUndefined();
});

test('a lease of another environment does not do', async () => {
  const { ledger, leases } = await ledgerHere();
  const view = await ledger.wait(deployment());
  const lease = await leases.acquire({ ...staging, name: 'production' });
  if (lease === undefined) throw new Error('not acquired');
  const refused = /^lease\.lost: .*is for advent\/production/;
  await expect(ledger.move(view.id, 'start', {}, lease)).rejects.toThrow(refused);
  await expect(ledger.startStep(view.id, 'fetch', lease)).rejects.toThrow(refused);
});
