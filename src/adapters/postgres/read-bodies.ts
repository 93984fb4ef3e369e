import type { Kysely } from 'kysely';
import { unpackBodies } from './packed-bodies.ts';
import type { Tables } from './tables.ts';

interface Where {
  readonly body: string | null;
  readonly body_at: number | null;
  readonly body_size: number | null;
}

/** The bodies of these deliveries, each pack of them read once; undefined of one that has none kept with it. */
export async function readBodies(
  db: Kysely<Tables>,
  rows: readonly Where[],
): Promise<(row: Where) => Buffer | undefined> {
  const ids = [...new Set(rows.flatMap(({ body }) => body ?? []))];
  if (ids.length === 0) return () => undefined;
  const found = await db.selectFrom('delivery_bodies').select(['id', 'packed']).where('id', 'in', ids).execute();
  const unpacked = new Map<string, Buffer>();
  for (const { id, packed } of found) unpacked.set(id, await unpackBodies(packed));
  return ({ body, body_at, body_size }) =>
    body_at === null || body_size === null
      ? undefined
      : unpacked.get(body ?? '')?.subarray(body_at, body_at + body_size);
}
