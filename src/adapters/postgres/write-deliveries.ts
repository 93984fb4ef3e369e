import type pg from 'pg';
import type { Clock } from '../../ports/clock.ts';
import type { Delivery, DeliveryStanding } from '../../ports/intents.ts';
import { packBodies } from './packed-bodies.ts';

/** A body that came within this time under another id is the same delivery: the signature does not cover the id. */
const sameBodyFor = 7 * 24 * 3_600_000;

/**
 * The same text for every batch, so that PostgreSQL plans it once: planning VALUES of twenty rows took longer than
 * writing them.
 */
const insertAll = `WITH bodies AS (
    INSERT INTO delivery_bodies (packed, received_at) SELECT $8::bytea, $12::bigint WHERE $8::bytea IS NOT NULL RETURNING id)
  INSERT INTO deliveries (id, event, repository, ref, before, after, body_hash, body, body_at, body_size, root, received_at)
  SELECT n.id, n.event, n.repository, n.ref, n.before, n.after, n.body_hash,
         CASE WHEN n.size IS NULL THEN NULL ELSE (SELECT b.id FROM bodies b) END, n.start, n.size,
         coalesce((SELECT d.root FROM deliveries d
                   WHERE d.body_hash = n.body_hash AND d.event = n.event AND d.received_at > $12::bigint - ${sameBodyFor}
                   ORDER BY d.received_at, d.id LIMIT 1), n.root, n.id), $12
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
              $9::int[], $10::int[], $11::text[])
    AS n (id, event, repository, ref, before, after, body_hash, start, size, root)
  ON CONFLICT (id) DO NOTHING
  RETURNING id, root`;

/** One statement for the whole batch. What was there already is looked up afterwards, which happens for redeliveries only. */
export async function writeDeliveries(
  pool: pg.Pool,
  clock: Clock,
  deliveries: readonly Delivery[],
): Promise<readonly DeliveryStanding[]> {
  const rootInBatch = new Map<string, string>();
  const roots = deliveries.map(({ id, event, bodyHash }) => {
    const body = `${event} ${bodyHash}`;
    const root = rootInBatch.get(body);
    if (root === undefined) rootInBatch.set(body, id);
    return root ?? null;
  });
  const { packed, lying } = await packBodies(deliveries.map(({ raw }) => raw));
  const { rows: inserted } = await pool.query<{ id: string; root: string }>({
    name: 'insert deliveries',
    text: insertAll,
    values: [
      deliveries.map(({ id }) => id),
      deliveries.map(({ event }) => event),
      deliveries.map(({ repository }) => repository),
      deliveries.map(({ ref }) => ref ?? null),
      deliveries.map(({ before }) => before ?? null),
      deliveries.map(({ after }) => after ?? null),
      deliveries.map(({ bodyHash }) => bodyHash),
      packed,
      lying.map((its) => its?.at ?? null),
      lying.map((its) => its?.size ?? null),
      roots,
      clock.now(),
    ],
  });
  const fresh = new Set(inserted.filter((row) => row.id === row.root).map((row) => row.id));
  const others = deliveries.map((delivery) => delivery.id).filter((id) => !fresh.has(id));
  const done = others.length === 0 ? new Set<string>() : await endedOf(pool, others);
  return deliveries.map(({ id }) => {
    if (done.has(id)) return 'done';
    // A second row of one id in one batch was not inserted either; only the first caller works on it.
    return fresh.delete(id) ? 'fresh' : 'unfinished';
  });
}

/** Those of these deliveries whose end, or whose first twin's end, is known. */
async function endedOf(pool: pg.Pool, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT d.id FROM deliveries d JOIN deliveries r ON r.id = d.root
     WHERE d.id = ANY($1) AND (d.ended_at IS NOT NULL OR r.ended_at IS NOT NULL)`,
    [ids],
  );
  return new Set(rows.map((row) => row.id));
}
