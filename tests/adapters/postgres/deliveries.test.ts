import { createHash, randomUUID } from 'node:crypto';
import { type Server, type Socket, createServer, connect as dial } from 'node:net';
import pg from 'pg';
import { expect, test } from 'vitest';
import type { Intent } from '../../../src/core/intent.ts';
import type { Delivery } from '../../../src/ports/intents.ts';
import { openLedger } from '../../../src/adapters/postgres/open-ledger.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { HandClock } from '../../bot/world/hand-clock.ts';
import { freshDatabase } from '../../world/database.ts';
import { silentLog } from '../../world/silent-log.ts';
import { until } from '../../world/until.ts';
import { HeldClock, afterwards, ledgerHere } from './ledger-here.ts';

function delivery(fields: Partial<Delivery> = {}): Delivery {
  const raw = fields.raw ?? Buffer.from(JSON.stringify({ zen: randomUUID() }));
  return {
    id: randomUUID(),
    event: 'push',
    repository: 'acme/advent',
    ref: 'refs/heads/staging',
    after: 'a'.repeat(40),
    bodyHash: createHash('sha256').update(raw).digest('hex'),
    raw,
    ...fields,
  };
}

const look: Intent = {
  project: 'advent',
  environment: 'staging',
  tier: 'staging',
  kind: 'look-at-branch',
  branch: 'staging',
  cause: 'push',
};
const day = 24 * 3_600_000;

test('fresh, then unfinished until it is ended, then done; its end is one', async () => {
  const { intents, ledger } = await ledgerHere();
  const push = delivery();
  expect(await intents.recordDelivery(push)).toBe('fresh');
  expect(await intents.recordDelivery(push)).toBe('unfinished');
  expect(await intents.unfinishedDeliveries(10)).toEqual([push]);
  const id = await intents.finishDelivery(push.id, { intent: look });
  expect(id).toBeDefined();
  expect(await intents.recordDelivery(push)).toBe('done');
  expect(await intents.finishDelivery(push.id, { intent: look })).toBe(id);
  expect(await intents.finishDelivery(push.id, { code: 'push.fork' })).toBe(id);
  expect(await ledger.openIntents('staging')).toEqual([id]);
  expect(await intents.unfinishedDeliveries(10)).toEqual([]);
});

/** How many connections for deliveries the database has. */
async function counterOf(url: string): Promise<() => Promise<number>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  afterwards(() => client.end());
  return async () => {
    const found = await client.query<{ n: number }>(
      "SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name LIKE '% receives' AND datname = current_database()",
    );
    return found.rows[0]?.n ?? 0;
  };
}

test('their connection is there before the first one comes, with whoever takes them alone', async () => {
  const { url } = await ledgerHere();
  const connected = await counterOf(url);
  expect(await connected()).toBe(0);
  const door = await openLedger({ url, instance: 'door', clock: systemClock, log: silentLog, receives: true });
  afterwards(() => door.close());
  expect(await connected()).toBe(1);
});

test('their connection is there all the same where the database was slow to take it', async () => {
  const { url } = await ledgerHere();
  const connected = await counterOf(url);
  const direct = new URL(url);
  // The first is the ledger's own; this one, the second, takes longer than a delivery may.
  const wire = await wireTo(direct, { mute: 2 });
  direct.host = `127.0.0.1:${String(wire.port)}`;
  const door = await openLedger({
    url: direct.href,
    instance: 'door',
    clock: systemClock,
    log: silentLog,
    receives: true,
  });
  afterwards(() => door.close());
  expect(await connected()).toBe(1);
});

test('one that became no intent is done too', async () => {
  const { intents, ledger } = await ledgerHere();
  const fork = delivery();
  await intents.recordDelivery(fork);
  expect(await intents.finishDelivery(fork.id, { code: 'push.fork' })).toBeUndefined();
  expect(await intents.finishDelivery(fork.id, { intent: look })).toBeUndefined();
  expect(await intents.recordDelivery(fork)).toBe('done');
  expect(await ledger.openIntents('staging')).toEqual([]);
  await expect(intents.finishDelivery('unknown', { intent: look })).rejects.toThrow(/no delivery unknown/);
});

test.for([
  ['after the first one ended, within 7 days: done', true, 6 * day, 'push', 'done'],
  ['after the first one ended, later: fresh', true, 8 * day, 'push', 'fresh'],
  ['while the first one is open: taken up, with one end for both', false, day, 'push', 'unfinished'],
  ['as another event: fresh', true, day, 'ping', 'fresh'],
] as const)('a body that comes again under a new id %s', async ([, ended, after, event, standing]) => {
  const clock = new HeldClock();
  const { intents, ledger } = await ledgerHere(clock);
  const first = delivery();
  await intents.recordDelivery(first);
  const firstEnd = ended ? await intents.finishDelivery(first.id, { intent: look }) : undefined;
  clock.pass(after);
  const second = { ...first, id: randomUUID(), event };
  expect(await intents.recordDelivery(second)).toBe(standing);
  const secondEnd = await intents.finishDelivery(second.id, { intent: look });
  expect(secondEnd).toBeDefined();
  if (standing === 'done') expect(secondEnd).toBe(firstEnd);
  if (standing === 'unfinished') {
    expect(await intents.recordDelivery(first)).toBe('done');
    expect(await intents.finishDelivery(first.id, { intent: look })).toBe(secondEnd);
  }
  expect(await ledger.openIntents('staging')).toHaveLength(standing === 'fresh' ? 2 : 1);
});

test('many at once: each fresh once, doubles and twins included', async () => {
  const { intents } = await ledgerHere();
  const pushes = Array.from({ length: 300 }, () => delivery());
  const twin = { ...delivery(), ...(pushes[0] && { bodyHash: pushes[0].bodyHash }) };
  const standings = await Promise.all(
    [...pushes, ...pushes, twin].map(async (one) => ({ id: one.id, standing: await intents.recordDelivery(one) })),
  );
  expect(standings.filter((one) => one.standing === 'fresh')).toHaveLength(300);
  expect(standings.find((one) => one.id === twin.id)?.standing).toBe('unfinished');
  expect(await intents.unfinishedDeliveries(1_000)).toHaveLength(301);
});

test('many that are ended at once: each has its end, twins have one, and an unknown one fails alone', async () => {
  const { intents, ledger } = await ledgerHere();
  const pushes = Array.from({ length: 150 }, () => delivery());
  const [first] = pushes;
  const twin = { ...delivery(), ...(first && { bodyHash: first.bodyHash }) };
  for (const one of [...pushes, twin]) await intents.recordDelivery(one);
  const refused = pushes.slice(100).map((one) => one.id);
  const ends = await Promise.allSettled(
    [...pushes.map((one) => one.id), twin.id, 'unknown'].map((id) =>
      intents.finishDelivery(id, refused.includes(id) ? { code: 'push.fork' } : { intent: look }),
    ),
  );
  const ids = ends.map((end) => (end.status === 'fulfilled' ? end.value : 'failed'));
  expect(new Set(ids.slice(0, 100)).size).toBe(100);
  expect(ids.slice(100, 150)).toEqual(refused.map(() => undefined));
  expect(ids.slice(150)).toEqual([ids[0], 'failed']);
  expect(new Set(await ledger.openIntents('staging'))).toEqual(new Set(ids.slice(0, 100)));
  expect(await intents.unfinishedDeliveries(10)).toEqual([]);
});

test('a poisoned row is refused alone; its neighbours in the batch are kept', async () => {
  const { intents } = await ledgerHere();
  const rows = [delivery(), delivery({ ref: 'refs/heads/a\0b' }), delivery()];
  const settled = await Promise.allSettled(rows.map((row) => intents.recordDelivery(row)));
  expect(settled.map((one) => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await intents.unfinishedDeliveries(10)).toEqual([rows[0], rows[2]]);
});

test('payloads that came together are packed as one, and each comes back byte for byte', async () => {
  const { intents, url } = await ledgerHere();
  const bytes = (n: number): Buffer => Buffer.from(Array.from({ length: 20_000 }, (_, at) => (at * n) % 251));
  const { raw: _, ...without } = delivery({ id: 'without' });
  const came = [delivery({ id: 'a', raw: bytes(3) }), without, delivery({ id: 'b', raw: Buffer.alloc(0) })];
  came.push(delivery({ id: 'c', raw: bytes(7) }));
  // The first is written by itself; what comes meanwhile is the next batch.
  await Promise.all(came.map((one) => intents.recordDelivery(one)));
  const kept = await intents.unfinishedDeliveries(10);
  expect(kept).toHaveLength(4);
  for (const one of came) expect(kept.find(({ id }) => id === one.id)).toEqual(one);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  afterwards(() => client.end());
  const { rows } = await client.query<{ packs: number; bytes: number }>(
    'SELECT count(*)::int AS packs, sum(length(packed))::int AS bytes FROM delivery_bodies',
  );
  expect(rows[0]?.packs).toBeLessThan(came.length);
  expect(rows[0]?.bytes).toBeLessThan(5_000);
});

test.each([
  ['torn', 'packed = substr(packed, 1, 3)'],
  ['another one', 'packed = (SELECT packed FROM delivery_bodies o WHERE o.id != delivery_bodies.id LIMIT 1)'],
])('a pack that is %s by now holds up nobody: what was in it is known to be damaged', async (_, change) => {
  const { intents, url } = await ledgerHere();
  const [lost, other] = [delivery({ id: 'lost' }), delivery({ id: 'other' })];
  await intents.recordDelivery(lost);
  await intents.recordDelivery(other);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  afterwards(() => client.end());
  await client.query(`UPDATE delivery_bodies SET ${change} WHERE id = (SELECT body FROM deliveries WHERE id = 'lost')`);
  const { raw: _raw, ...rest } = lost;
  expect(await intents.unfinishedDeliveries(10)).toEqual([{ ...rest, damaged: true }, other]);
});

test('a payload that was kept before payloads were packed is still there', async () => {
  const { intents, url } = await ledgerHere();
  const before = delivery({ raw: Buffer.from([0, 255, 10, 92]) });
  const { raw, ...rest } = before;
  await intents.recordDelivery(rest);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  afterwards(() => client.end());
  await client.query('UPDATE deliveries SET raw = $1', [raw]);
  expect(await intents.unfinishedDeliveries(10)).toEqual([before]);
});

test('a ledger that is away, silent or gone, is told at once, and works again when it is back', async () => {
  const database = await freshDatabase();
  afterwards(() => database.drop());
  const url = new URL(database.url);
  const wire = await wireTo(url);
  url.host = `127.0.0.1:${String(wire.port)}`;
  const clock = new HandClock();
  const opened = await openLedger({ url: url.href, instance: 'x', clock, log: silentLog });
  afterwards(() => opened.close());
  const { intents } = opened;
  expect(await intents.recordDelivery(delivery())).toBe('fresh');
  // A connection alone would be waited for 5 s.
  const refused = async (): Promise<void> => {
    const rejected = expect(intents.recordDelivery(delivery())).rejects.toThrow();
    await clock.advance(200);
    await rejected;
  };
  wire.hold();
  for (let n = 0; n < 3; n += 1) await refused();
  wire.cut();
  for (let n = 0; n < 3; n += 1) await refused();
  await wire.mend();
  const push = delivery();
  await until('deliveries are recorded again', () =>
    intents.recordDelivery(push).then(
      () => true,
      () => false,
    ),
  );
});

/**
 * A cable to the database that can fall silent (nothing arrives, nothing closes) or be cut (connections refused). On the
 * connection `mute`, counted from 1, nothing is ever heard.
 */
async function wireTo({ hostname, port }: URL, { mute }: { readonly mute?: number } = {}) {
  const name = decodeURIComponent(hostname);
  const target = name.startsWith('/') ? { path: `${name}/.s.PGSQL.${port}` } : { host: name, port: Number(port) };
  const pairs = new Set<Socket>();
  let came = 0;
  const server: Server = createServer((near) => {
    came += 1;
    const heard = came !== mute;
    const far = dial(target);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      pairs.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
      if (!held && heard) one.pipe(other);
    }
  });
  let held = false;
  const listen = (at: number): Promise<void> => new Promise((resolve) => server.listen(at, '127.0.0.1', resolve));
  await listen(0);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  afterwards(async () => {
    server.close();
    for (const socket of pairs) socket.destroy();
  });
  return {
    port: address.port,
    hold: () => {
      held = true;
      for (const socket of pairs) socket.unpipe().pause();
    },
    cut: () => {
      held = false;
      server.close();
      for (const socket of pairs) socket.destroy();
      pairs.clear();
    },
    mend: () => listen(address.port),
  };
}
