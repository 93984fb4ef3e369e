import { end, fail, refused, unfinished } from './journal.ts';
import { json, markerKey, quoted, text } from './lent.ts';
import { refuseOthersWithin, refuseUnlessOurs } from './markers.ts';
import { KitRefusal } from './refusals.ts';
import { besides } from './reset.ts';
import type { Stage } from './stage.ts';

/**
 * Brings to an end what was begun: after a swap, at start, and before anything that makes data anew. Whoever calls it
 * holds the stage alone, so nothing of what it finds is alive. What had not swapped is as before, and is told so; what
 * had is finished. Repeating any of it does no harm.
 */
export async function settle(stage: Stage): Promise<void> {
  const { database } = stage;
  const { next, undone, before } = besides(database.schema);
  const open = await unfinished(database.query);
  for (const { id, outcome } of open) {
    if (outcome === undefined) await fail(database.query, id, refused(new KitRefusal('stage.ended-before')));
  }
  const swapped = open.filter(({ outcome }) => outcome !== undefined);
  if (swapped.length > 0) await wipeRedis(stage);
  await database.transaction(async (query) => {
    await refuseUnlessOurs(stage, query, 'hold');
    // Only the newest can be undone, and only for a while.
    const old = await query(
      `DELETE FROM greenroom.snapshots WHERE until <= $1 OR n < (SELECT max(n) FROM greenroom.snapshots) RETURNING n::text`,
      [new Date(stage.realNow()).toISOString()],
    );
    for (const name of [next, undone, ...old.rows.map((row) => before(text(row, 'n')))])
      await query(`DROP SCHEMA IF EXISTS ${quoted(name)} CASCADE`);
    for (const { id, tool, outcome } of swapped) {
      await end(query, id, outcome !== null && typeof outcome === 'object' ? outcome : {});
      stage.log({ operation: id, tool, phase: 'done' });
    }
  });
}

/** What the app kept in Redis belongs to data that are gone. The marker stays: without it everything would be refused. */
async function wipeRedis(stage: Stage): Promise<void> {
  const { redis, database } = stage;
  if (redis === undefined) return;
  await refuseUnlessOurs(stage, database.query);
  await refuseOthersWithin(stage);
  for await (const keys of redis.keys(redis.prefix)) {
    const own = keys.filter((key) => key.startsWith(redis.prefix) && key !== markerKey(redis));
    if (own.length > 0) await redis.del(own);
  }
}

/** Until when the last reset can be undone, where it can. */
export async function undoUntil(stage: Stage): Promise<string | undefined> {
  const { rows } = await stage.database.query(
    `SELECT to_json(until)::text AS until FROM greenroom.snapshots WHERE until > $1 ORDER BY n DESC LIMIT 1`,
    [new Date(stage.realNow()).toISOString()],
  );
  const until = json(rows[0], 'until');
  return typeof until === 'string' ? new Date(until).toISOString() : undefined;
}
