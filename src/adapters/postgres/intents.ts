import { sql } from 'kysely';
import type { IntentOutcome } from '../../core/intent.ts';
import type { Ledger } from '../../ports/ledger.ts';
import { type Store, type Trx, inTransaction, notification } from './database.ts';
import { toJson } from './stored.ts';

/** Taking intents up and ending them: the jobs' side. */
export function createIntentWork({ db, clock }: Store): Pick<Ledger, 'intent' | 'openIntents' | 'endIntent'> {
  return {
    intent: async (id) => {
      const taken = await db
        .updateTable('intents')
        .set((row) => ({ deliveries: row('deliveries', '+', 1) }))
        .where('id', '=', id)
        .where('ended_at', 'is', null)
        .returning(['id', 'body', 'deliveries'])
        .executeTakeFirst();
      if (taken !== undefined) return { id: taken.id, intent: taken.body, deliveries: taken.deliveries };
      const there = await db.selectFrom('intents').select('id').where('id', '=', id).executeTakeFirst();
      return there === undefined ? undefined : 'ended';
    },
    openIntents: async (queue) => {
      const rows = await db
        .selectFrom('intents')
        .select('id')
        .where('tier', '=', queue)
        .where('ended_at', 'is', null)
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map((row) => row.id);
    },
    endIntent: async (id, outcome) =>
      inTransaction(db, async (trx) => void (await endIntent(trx, clock.now(), id, outcome))),
  };
}

/** The first end stays; then it says no. Makes the reply due where somebody waits for one. */
export async function endIntent(trx: Trx, now: number, id: string, outcome: IntentOutcome): Promise<boolean> {
  const ended = await trx
    .with('ended', (db) =>
      db
        .updateTable('intents')
        .set({ ended_at: now, outcome: toJson(outcome) })
        .where('id', '=', id)
        .where('ended_at', 'is', null)
        .returning('id'),
    )
    .with('due', (db) =>
      db
        .updateTable('projections')
        // Not 1: of a stage tool that took long, a word in between may have been shown already.
        .set({ wanted: sql<number>`wanted + 1` })
        .where('kind', '=', 'reply')
        .where('subject', 'in', (from) =>
          from.selectFrom('requests').innerJoin('ended', 'ended.id', 'requests.intent').select('requests.id'),
        ),
    )
    .selectFrom('ended')
    .select(['id', notification.as('told')])
    .executeTakeFirst();
  if (ended !== undefined) return true;
  const there = await trx.selectFrom('intents').select('id').where('id', '=', id).executeTakeFirst();
  if (there === undefined) throw new Error(`There is no intent ${id} to end.`);
  return false;
}
