import type { Kysely } from 'kysely';
import { unpackBodies } from './packed-bodies.ts';
import type { Tables } from './tables.ts';

interface Where {
  readonly body: string | null;
  readonly body_at: number | null;
  readonly body_size: number | null;
}

/**
 * The bodies of these deliveries, each pack of them read once; undefined of one that has none kept with it, or whose pack
 * is gone or can no longer be read. Whoever asks compares it with its hash: a changed pack may be read and be wrong.
 */
export async function readBodies(
  db: Kysely<Tables>,
  rows: readonly Where[],
): Promise<(row: Where) => Buffer | undefined> {
  const ids = [...new Set(rows.flatMap(({ body }) => body ?? []))];
  if (ids.length === 0) return () => undefined;
  const found = await db.selectFrom('delivery_bodies').select(['id', 'packed']).where('id', 'in', ids).execute();
  const bodies = new Map<Where, Buffer>();
  for (const { id, packed } of found) {
    const all = await unpackBodies(packed).catch(() => Buffer.alloc(0));
    // Copied out, so that of all packs only what was asked for stays in memory.
    for (const row of rows)
      if (row.body === id && row.body_at !== null && row.body_size !== null)
        bodies.set(row, Buffer.from(all.subarray(row.body_at, row.body_at + row.body_size)));
  }
  return (row) => bodies.get(row);
}
