import type pg from 'pg';
import type { Intent } from '../../core/intent.ts';
import type { ReasonCode } from '../../core/reason.ts';
import type { Delivery, DeliveryStanding, Intents } from '../../ports/intents.ts';
import { appendIntent } from './append-intent.ts';
import { Batches } from './batch.ts';
import { type Store, inTransaction } from './database.ts';
import { present } from './stored.ts';
import { writeDeliveries } from './write-deliveries.ts';

/** The port promises 250 ms; the rest is for getting there and back. */
export const usualPatienceMs = 200;

/**
 * Deliveries on a connection of their own, so that they never wait behind views or jobs. An answer in time is a
 * promise to GitHub; without one GitHub shows the delivery as failed. A row may still be written after we gave up:
 * then it is unfinished, which redelivery and sweep both take up again.
 */
export function createDeliveries(
  { db, clock }: Store,
  pool: pg.Pool,
  patienceMs: number,
): Pick<Intents, 'recordDelivery' | 'finishDelivery' | 'unfinishedDeliveries'> {
  const batches = new Batches<Delivery, DeliveryStanding>((rows) => writeDeliveries(pool, clock, rows), {
    batch: 200,
    queue: 2_000,
  });
  return {
    recordDelivery: async (delivery) => {
      const giveUp = new AbortController();
      const timer = setTimeout(
        () => giveUp.abort(new Error(`the ledger did not answer within ${patienceMs} ms`)),
        patienceMs,
      );
      try {
        return await batches.add(delivery, giveUp.signal);
      } finally {
        clearTimeout(timer);
      }
    },
    finishDelivery: async (id, end) => finishDelivery({ db, clock }, id, end),
    unfinishedDeliveries: async (limit) => {
      const rows = await db
        .selectFrom('deliveries')
        .selectAll()
        .where('ended_at', 'is', null)
        .orderBy('received_at')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        id: row.id,
        event: row.event,
        repository: row.repository,
        bodyHash: row.body_hash,
        ...present({ ref: row.ref, before: row.before, after: row.after, raw: row.raw }),
      }));
    },
  };
}

/** Ends all deliveries of one body together. Who comes second gets the first one's intent. */
async function finishDelivery(
  { db, clock }: Store,
  id: string,
  end: { readonly intent: Intent } | { readonly code: ReasonCode },
): Promise<string | undefined> {
  return inTransaction(db, async (trx) => {
    const first = await trx
      .selectFrom('deliveries as own')
      .innerJoin('deliveries as root', 'root.id', 'own.root')
      .select(['root.id', 'root.intent', 'root.code', 'root.ended_at'])
      .where('own.id', '=', id)
      .forUpdate('root')
      .executeTakeFirst();
    if (first === undefined) throw new Error(`There is no delivery ${id} to finish: record it first.`);
    const known = first.ended_at === null ? undefined : { intent: first.intent, code: first.code };
    const how =
      known ??
      ('intent' in end
        ? { intent: await appendIntent(trx, clock, end.intent), code: null }
        : { intent: null, code: end.code });
    await trx
      .updateTable('deliveries')
      .set({ ...how, ended_at: clock.now() })
      // Spelled like the index, which holds twins only: nearly every delivery is its own root.
      .where((row) =>
        row.or([row('id', '=', first.id), row.and([row('root', '=', first.id), row('root', '<>', row.ref('id'))])]),
      )
      .where('ended_at', 'is', null)
      .execute();
    return how.intent ?? undefined;
  });
}
