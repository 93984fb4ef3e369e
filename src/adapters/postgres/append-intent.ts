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
  return undefined;
}

/** One statement: of two that come at once, both get the id of the one row. */
export async function appendIntent(db: Database, clock: Clock, intent: Intent): Promise<string> {
  const now = clock.now();
  const { id } = await db
    .insertInto('intents')
    .values({
      id: newId(now),
      tier: intent.tier,
      kind: intent.kind,
      body: toJson(intent),
      once: onceKey(intent) ?? null,
      created_at: now,
    })
    .onConflict((conflict) =>
      conflict
        .column('once')
        .where('ended_at', 'is', null)
        .where('deliveries', '=', 0)
        .doUpdateSet((row) => ({ once: row.ref('excluded.once') })),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}
