import type pg from 'pg';
import type { Clock } from '../../ports/clock.ts';
import type { Delivery, DeliveryStanding } from '../../ports/intents.ts';

/** A body that came within this time under another id is the same delivery: the signature does not cover the id. */
const sameBodyFor = 7 * 24 * 3_600_000;

const columns = ['text', 'text', 'text', 'text', 'text', 'text', 'text', 'bytea', 'text', 'bigint'] as const;

/**
 * One statement for the whole batch: multi-row VALUES with Buffers as parameters, since an array of Buffers would
 * travel as hex text. What was there already is looked up afterwards, which happens for redeliveries only.
 */
export async function writeDeliveries(
  pool: pg.Pool,
  clock: Clock,
  deliveries: readonly Delivery[],
): Promise<readonly DeliveryStanding[]> {
  const now = clock.now();
  const values: unknown[] = [];
  const rootInBatch = new Map<string, string>();
  for (const delivery of deliveries) {
    const body = `${delivery.event} ${delivery.bodyHash}`;
    const root = rootInBatch.get(body);
    if (root === undefined) rootInBatch.set(body, delivery.id);
    const { id, event, repository, ref, before, after, bodyHash, raw } = delivery;
    values.push(
      id,
      event,
      repository,
      ref ?? null,
      before ?? null,
      after ?? null,
      bodyHash,
      raw ?? null,
      root ?? null,
      now,
    );
  }
  const tuples = deliveries.map(
    (_, row) => `(${columns.map((type, column) => `$${row * columns.length + column + 1}::${type}`).join(',')})`,
  );
  const { rows: inserted } = await pool.query<{ id: string; root: string }>(
    `INSERT INTO deliveries (id, event, repository, ref, before, after, body_hash, raw, root, received_at)
     SELECT n.id, n.event, n.repository, n.ref, n.before, n.after, n.body_hash, n.raw,
            coalesce((SELECT d.root FROM deliveries d
                      WHERE d.body_hash = n.body_hash AND d.event = n.event AND d.received_at > n.at - ${sameBodyFor}
                      ORDER BY d.received_at, d.id LIMIT 1), n.root, n.id), n.at
     FROM (VALUES ${tuples.join(',')}) AS n (id, event, repository, ref, before, after, body_hash, raw, root, at)
     ON CONFLICT (id) DO NOTHING
     RETURNING id, root`,
    values,
  );
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
