import { hash } from 'node:crypto';
import pg from 'pg';
import { expect, test } from 'vitest';
import { notExported, tables } from '../../../src/adapters/postgres/admin/export.ts';
import { type LedgerHere, HeldClock, afterwards, deployment, ledgerHere, promotion } from './ledger-here.ts';

async function lines(source: AsyncIterable<string>): Promise<string[]> {
  const all = [];
  for await (const line of source) all.push(line);
  return all;
}

async function* from(all: readonly string[]): AsyncIterable<string> {
  yield* all;
}

/** Something in every table. */
async function fill({ ledger, intents, leases }: LedgerHere): Promise<string> {
  const actor = { discordId: '1', name: 'ana “\u2028” \\ü' };
  const push = {
    id: 'd1',
    event: 'push',
    repository: 'acme/advent',
    bodyHash: 'h',
    raw: Buffer.from([0, 255, 10, 92]),
  };
  await intents.recordDelivery(push);
  const intent = { project: 'advent', environment: 'staging', tier: 'staging', kind: 'deploy', actor } as const;
  const { id: asked } = await intents.ask(intent, {
    interactionId: 'i',
    applicationId: 'a',
    token: 't',
    channelId: 'c',
    userId: 'u',
    at: 1,
  });
  await intents.finishDelivery('d1', { intent });
  await ledger.endIntent(asked, { state: 'done', code: 'request.done', lines: ['so'] });
  const lease = await leases.acquire({ project: 'advent', name: 'staging' });
  if (lease === undefined) throw new Error('not acquired');
  const { id } = await ledger.wait(deployment({ configPrint: { A: 'x' } }));
  await ledger.move(id, 'start', {}, lease);
  const artifact = { service: 'api', key: 'k', digest: `sha256:${'1'.repeat(64)}` } as const;
  await ledger.recordArtifact(artifact, 'a'.repeat(40), 'advent');
  const release = await ledger.recordRelease('advent', 'a'.repeat(40), [artifact]);
  await ledger.setRelease(id, release, lease);
  await ledger.startStep(id, 'fetch', lease);
  await ledger.appendLog(id, 'fetch', 'line “one”\n\\x00\n');
  await ledger.recordSuite(
    id,
    { name: 's', ok: false, passed: 1, failed: 1, skipped: 0, failures: [{ name: 'n', message: 'm' }] },
    lease,
  );
  await ledger.recordMigrations(id, [{ path: 'm/1.sql', blob: 'b', class: 'risky', why: 'locks' }], lease);
  await ledger.recordEvidence('advent', 'staging', release.id, id, { at: 1.5, list: [null, true] }, lease);
  await ledger.endEvidence('advent', 'staging', { cause: 'reset', detail: 'all', deployment: id });
  const played = { id: asked, project: 'advent', environment: 'staging', tool: 'seed', actor } as const;
  await ledger.stage.start({ ...played, detail: 'draw day', deployment: id, confirms: 'r' }, lease);
  await ledger.stage.progress(asked, { phase: 'users', done: 1 });
  await ledger.recordObservation('advent', 'staging', {
    at: 7,
    services: [{ service: 'api', state: 'serving', url: 'http://x' }],
  });
  const by = actor;
  await ledger.locks.take({ project: 'advent', environment: 'staging', reason: 'r', by, expiresAt: 9e15 }, false);
  const away = { code: 'github.away', detail: 'd', since: 5 } as const;
  await ledger.outages.begin({ project: 'advent', environment: 'staging', ...away });
  const there = await leases.acquire({ project: 'advent', name: 'production' });
  if (there === undefined) throw new Error('not acquired');
  const bad = await ledger.wait({ ...promotion('0'), release });
  await ledger.move(bad.id, 'start', {}, there);
  await ledger.setSteps(bad.id, [...bad.steps.map(({ name }) => name), 'restart'], there);
  await ledger.move(bad.id, 'fail', { code: 'verify.unhealthy', detail: 'd' }, there);
  await ledger.freezes.set({
    project: 'advent',
    environment: 'production',
    reason: 'r',
    by: actor,
    from: 1,
    until: 2,
  });
  const card = await ledger.wait(promotion('1'));
  await ledger.recordApprovals(card.id, [{ userId: '2', name: 'ben', standing: 'counts', seenAt: 3 }], []);
  await ledger.wait(promotion('2'));
  return id;
}

test('export and import give the same ledger, line by line', async () => {
  const here = await ledgerHere(new HeldClock());
  const id = await fill(here);
  const exported = await lines(here.admin.export());
  const named = new Set(exported.slice(1).map((line) => /^\{"table":"(\w+)"/.exec(line)?.[1]));
  expect(named).toEqual(new Set(tables));

  const there = await ledgerHere();
  expect(await there.admin.import(from(exported))).toEqual({ rows: exported.length - 1 });
  expect((await lines(there.admin.export())).toSorted()).toEqual(exported.toSorted());
  expect(await there.admin.verifyAudit()).toEqual(await here.admin.verifyAudit());
  expect(await there.views.deployment(id)).toEqual(await here.views.deployment(id));
  expect(await there.views.log(id, 'fetch', 100)).toBe('line “one”\n\\x00\n');
  // It can be worked on: numbers and tokens go on where they were.
  const next = await there.ledger.wait(deployment());
  expect(next.number).toBe(5);
  expect(await there.admin.verifyAudit()).toMatchObject({ ok: true });
});

test('every table is exported, but for those of the installation', async () => {
  const { url } = await ledgerHere();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  afterwards(() => client.end());
  const { rows } = await client.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'kysely%'`,
  );
  expect(rows.map((row) => row.name).toSorted()).toEqual([...tables, ...notExported].toSorted());
});

test.for([
  [
    'a chain that was tampered with',
    (all: string[]) => all.map((line) => line.replace('deployment.start', 'deployment.fail')),
    /chain in the file is broken at line \d+/,
  ],
  ['a file that was cut', (all: string[]) => all.slice(0, -1), /chain in the file is broken/],
  ['a line that is no JSON', (all: string[]) => [...all, 'oops'], /Line \d+ is not JSON/],
  ['a table that does not exist', (all: string[]) => [...all, '{"table":"users","row":{}}'], /not a row of a ledger/],
  [
    'another version',
    (all: string[]) => [`{"schema":"0099-new"}`, ...all.slice(1)],
    /has ledger version 0099-new; this Greenroom reads/,
  ],
  ['nothing', () => [], /The file is empty/],
] as const)('refuses %s and changes nothing', async ([, spoil, message]) => {
  const here = await ledgerHere();
  await fill(here);
  const spoilt = spoil(await lines(here.admin.export()));
  const there = await ledgerHere();
  await expect(there.admin.import(from(spoilt))).rejects.toThrow(message);
  expect(await lines(there.admin.export())).toHaveLength(1);
});

test('refuses a ledger that is not empty', async () => {
  const here = await ledgerHere();
  await here.ledger.audit({ kind: 'gate.allowed', facts: {} });
  await expect(here.admin.import(from(await lines(here.admin.export())))).rejects.toThrow(
    /not empty \(audit has rows\)/,
  );
});

test('whoever stops reading half way leaves nothing open', async () => {
  const here = await ledgerHere();
  await fill(here);
  for (let n = 0; n < 10; n += 1) for await (const line of here.admin.export()) if (line.includes('"intents"')) break;
  expect(await here.ready()).toBe(true);
  expect(await lines(here.admin.export())).not.toHaveLength(0);
});

async function packs({ url }: LedgerHere): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ n: number }>('SELECT count(*)::int AS n FROM delivery_bodies');
  await client.end();
  return rows[0]?.n ?? 0;
}

test('prune removes logs and ended deliveries of the past, and nothing else', async () => {
  const clock = new HeldClock();
  const here = await ledgerHere(clock);
  const id = await fill(here);
  // At the same moment as the one that has ended, and packed apart.
  const raw = Buffer.from('open');
  const open = { id: 'open', event: 'push', repository: 'acme/advent', bodyHash: hash('sha256', raw), raw };
  await here.intents.recordDelivery(open);
  clock.pass(1);
  const over = { id: 'over', event: 'push', repository: 'acme/advent', bodyHash: 'over', raw: Buffer.from('over') };
  await here.intents.recordDelivery(over);
  await here.intents.finishDelivery('over', { code: 'push.fork' });
  clock.pass(29 * 24 * 3_600_000);
  expect(await here.prune({ logsDays: 30 })).toBe(0);
  await here.intents.recordDelivery({ id: 'young', event: 'push', repository: 'acme/advent', bodyHash: 'young' });
  await here.intents.finishDelivery('young', { code: 'push.fork' });
  clock.pass(2 * 24 * 3_600_000);
  expect(await packs(here)).toBe(3);
  expect(await here.prune({ logsDays: 30 })).toBe(3);
  expect(await packs(here)).toBe(2);
  expect(await here.views.log(id, undefined, 100)).toBe('');
  expect(await here.intents.unfinishedDeliveries(10)).toEqual([open]);
  expect((await here.views.deployment(id))?.steps).toHaveLength(4);
  expect(
    await here.intents.recordDelivery({ id: 'young', event: 'push', repository: 'acme/advent', bodyHash: 'young' }),
  ).toBe('done');
  expect(await here.admin.verifyAudit()).toMatchObject({ ok: true });
});
