import { type Store, inTransaction } from '../database.ts';

/**
 * Deletes what is kept for a while only: logs, and deliveries that have ended. A delivery stays as long as a twin of
 * the same body does, since the twin's end is found through it. Everything else is kept for ever.
 */
export async function prune({ db, clock }: Store, { logsDays }: { readonly logsDays: number }): Promise<number> {
  const before = clock.now() - logsDays * 24 * 3_600_000;
  return inTransaction(db, async (trx) => {
    const logs = await trx.deleteFrom('step_logs').where('at', '<', before).executeTakeFirst();
    const deliveries = await trx
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
    return Number(logs.numDeletedRows + deliveries.numDeletedRows);
  });
}
