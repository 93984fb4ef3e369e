import { sql } from 'kysely';
import type { Intent } from '../../core/intent.ts';
import type { ReasonCode } from '../../core/reason.ts';
import { appendIntents } from './append-intent.ts';
import { type Store, inTransaction } from './database.ts';

export interface Ending {
  /** The delivery's id. */
  readonly id: string;
  readonly end: { readonly intent: Intent } | { readonly code: ReasonCode };
}

/** What a body came to: the intent's id, or a reason. */
interface Known {
  readonly intent: string | null;
  readonly code: ReasonCode | null;
}

/**
 * Ends deliveries, and with each of them all that brought the same body. Who comes second gets the first one's intent.
 * One transaction for all: intents and ends are there together or not at all.
 */
export async function finishDeliveries({ db, clock }: Store, endings: readonly Ending[]): Promise<readonly Known[]> {
  return inTransaction(db, async (trx) => {
    const ids = endings.map((ending) => ending.id);
    const rows = await trx
      .selectFrom('deliveries as own')
      .innerJoin('deliveries as root', 'root.id', 'own.root')
      .select(['own.id as own', 'root.id', 'root.intent', 'root.code', 'root.ended_at'])
      .where((row) => row('own.id', '=', row.fn.any(row.val(ids))))
      // Everybody locks in this order, so that two processes never wait for each other.
      .orderBy('root.id')
      .forUpdate('root')
      .execute();
    const rootOf = new Map(rows.map((row) => [row.own, row.id]));
    const ends = new Map<string, Known>();
    for (const { id, intent, code, ended_at } of rows) if (ended_at !== null) ends.set(id, { intent, code });

    const asked: { readonly root: string; readonly intent: Intent }[] = [];
    for (const { id, end } of endings) {
      const root = rootOf.get(id);
      if (root === undefined) throw new Error(`There is no delivery ${id} to finish: record it first.`);
      if (ends.has(root)) continue;
      ends.set(root, { intent: null, code: 'code' in end ? end.code : null });
      if ('intent' in end) asked.push({ root, intent: end.intent });
    }
    const made = await appendIntents(
      trx,
      clock,
      asked.map(({ intent }) => intent),
    );
    for (const [index, { root }] of asked.entries()) ends.set(root, { intent: made[index] ?? null, code: null });

    const roots = [...ends.keys()];
    const known = [...ends.values()];
    const news = sql`unnest(${roots}::text[], ${known.map(({ intent }) => intent)}::text[],
      ${known.map(({ code }) => code)}::text[]) AS news (root, intent, code)`;
    // Twice, since each spelling has an index of its own: nearly every delivery is its own root.
    for (const same of [sql`d.id = news.root`, sql`d.root = news.root AND d.root <> d.id`]) {
      await sql`UPDATE deliveries d SET intent = news.intent, code = news.code, ended_at = ${clock.now()}
        FROM ${news} WHERE ${same} AND d.ended_at IS NULL`.execute(trx);
    }
    return endings.map(({ id }) => ends.get(rootOf.get(id) ?? '') ?? { intent: null, code: null });
  });
}
