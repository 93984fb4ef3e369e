import { hash } from 'node:crypto';
import type pg from 'pg';
import type { Delivery, DeliveryStanding, Intents } from '../../ports/intents.ts';
import { Batches } from '../../platform/batches.ts';
import type { Store } from './database.ts';
import { readBodies } from './read-bodies.ts';
import { type Ending, finishDeliveries } from './finish-deliveries.ts';
import { present } from './stored.ts';
import { writeDeliveries } from './write-deliveries.ts';

const damaged = { damaged: true } as const;

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
    patience: { clock, milliseconds: patienceMs, what: 'the ledger' },
  });
  // On the connections of everybody else, but one at most: a flood of deliveries leaves the others to the workers.
  const ends = new Batches((rows: readonly Ending[]) => finishDeliveries({ db, clock }, rows), {
    batch: 100,
    queue: 2_000,
  });
  return {
    recordDelivery: (delivery) => batches.add(delivery),
    finishDelivery: async (id, end) => (await ends.add({ id, end })).intent ?? undefined,
    unfinishedDeliveries: async (limit) => {
      const rows = await db
        .selectFrom('deliveries')
        .selectAll()
        .where('ended_at', 'is', null)
        .orderBy('received_at')
        .orderBy('id')
        .limit(limit)
        .execute();
      const rawOf = await readBodies(db, rows);
      return rows.map((row) => {
        const { id, event, repository, body_hash: bodyHash } = row;
        const raw = row.raw ?? rawOf(row);
        const kept = row.raw !== null || row.body !== null;
        const body = raw !== undefined && hash('sha256', raw) === bodyHash ? { raw } : kept ? damaged : {};
        return {
          id,
          event,
          repository,
          bodyHash,
          ...present({ ref: row.ref, before: row.before, after: row.after }),
          ...body,
        };
      });
    },
  };
}
