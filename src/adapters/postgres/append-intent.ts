import { sql } from 'kysely';
import type { Intent } from '../../core/intent.ts';
import { newId } from '../../platform/ids.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Database } from './database.ts';
import { toJson } from './stored.ts';

/**
 * What need not be asked twice while nobody has taken it up. As soon as a worker has taken it, a new one is needed:
 * the worker may have looked already.
 */
function onceKey(intent: Intent): string | undefined {
  if (intent.kind === 'evaluate') return `evaluate/${intent.deployment}`;
  if (intent.kind === 'look-at-branch' && intent.cause === 'poll') {
    return `poll/${intent.project}/${intent.environment}/${intent.branch}`;
  }
  if (intent.kind === 'note-refusal') return `refusal/${intent.project}/${intent.actor.discordId}`;
  return undefined;
}

function rowOf(intent: Intent, now: number) {
  return {
    id: newId(now),
    tier: intent.tier,
    kind: intent.kind,
    body: toJson(intent),
    once: onceKey(intent) ?? null,
    created_at: now,
  };
}

/** One statement: of two that come at once, both get the id of the one row. */
export async function appendIntent(db: Database, clock: Clock, intent: Intent): Promise<string> {
  const { id } = await db
    .insertInto('intents')
    .values(rowOf(intent, clock.now()))
    .onConflict((conflict) =>
      conflict
        .column('once')
        .where('ended_at', 'is', null)
        // Part of the index's condition: of a parameter PostgreSQL cannot tell that this index is meant.
        .where('deliveries', '=', sql.lit(0))
        .doUpdateSet((row) => ({ once: row.ref('excluded.once') })),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Their ids in the same order. One statement for all but those that may be there already, which go one by one. */
export async function appendIntents(db: Database, clock: Clock, intents: readonly Intent[]): Promise<string[]> {
  const now = clock.now();
  const rows = intents.map((intent) => rowOf(intent, now));
  const plain = rows.filter((row) => row.once === null);
  if (plain.length > 0) await db.insertInto('intents').values(plain).execute();
  const ids: string[] = [];
  for (const [index, intent] of intents.entries()) {
    const row = rows[index];
    ids.push(row?.once === null ? row.id : await appendIntent(db, clock, intent));
  }
  return ids;
}
