import { sql } from 'kysely';
import { type Store, type Trx, inTransaction } from '../database.ts';

/**
 * Deletes what is kept for a while only: logs, and deliveries that have ended. A delivery stays as long as a twin of
 * the same body does, since the twin's end is found through it. Everything else is kept for ever. A role of one process
 * deletes what is its own to delete; the others do the rest.
 */
export async function prune({ db, clock }: Store, { logsDays }: { readonly logsDays: number }): Promise<number> {
  const before = clock.now() - logsDays * 24 * 3_600_000;
  return inTransaction(db, async (trx) => {
    const logs = (await mayDelete(trx, 'step_logs')) ? await pruneLogs(trx, before) : 0n;
    const deliveries = (await mayDelete(trx, 'deliveries')) ? await pruneDeliveries(trx, before) : 0n;
    if (await mayDelete(trx, 'delivery_bodies')) await pruneBodies(trx, before);
    return Number(logs + deliveries);
  });
}

async function mayDelete(trx: Trx, table: 'step_logs' | 'deliveries' | 'delivery_bodies'): Promise<boolean> {
  const { rows } = await sql<{ may: boolean }>`SELECT has_table_privilege(${table}, 'DELETE') AS may`.execute(trx);
  return rows[0]?.may === true;
}

async function pruneLogs(trx: Trx, before: number): Promise<bigint> {
  return (await trx.deleteFrom('step_logs').where('at', '<', before).executeTakeFirst()).numDeletedRows;
}

async function pruneDeliveries(trx: Trx, before: number): Promise<bigint> {
  const { numDeletedRows } = await trx
    .deleteFrom('deliveries')
    .where('received_at', '<', before)
    .where('ended_at', 'is not', null)
    .where((row) =>
      row.not(
        row.exists(
          row
            .selectFrom('deliveries as twin')
            .select('twin.id')
            .whereRef('twin.root', '=', 'deliveries.id')
            .whereRef('twin.root', '<>', 'twin.id')
            .where('twin.received_at', '>=', before),
        ),
      ),
    )
    .executeTakeFirst();
  return numDeletedRows;
}

/** Bodies that nobody will read any more: of those that came at that moment, all have ended. */
async function pruneBodies(trx: Trx, before: number): Promise<void> {
  await trx
    .deleteFrom('delivery_bodies')
    .where('received_at', '<', before)
    .where((row) =>
      row.not(
        row.exists(
          row
            .selectFrom('deliveries')
            .select('deliveries.id')
            .where('deliveries.ended_at', 'is', null)
            .whereRef('deliveries.received_at', '=', 'delivery_bodies.received_at'),
        ),
      ),
    )
    .execute();
}
