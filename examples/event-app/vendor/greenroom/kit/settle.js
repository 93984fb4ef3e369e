import { end, fail, refused, unfinished } from './journal.js';
import { markerKey, quoted } from './lent.js';
import { refuseOthersWithin, refuseUnlessOurs } from './markers.js';
import { KitRefusal } from './refusals.js';
import { besides, forgetSnapshots, lastSnapshot } from './snapshots.js';
/**
 * Brings to an end what was begun: after a swap, at start, and before anything that makes data anew. Whoever calls it
 * holds the stage alone, so nothing of what it finds is alive. What had not swapped is as before, and is told so; what
 * had is finished. Repeating any of it does no harm. What another app in the same database has begun is that one's to end:
 * nobody else knows its Redis.
 */
export async function settle(stage) {
    const { database } = stage;
    const { schema } = database;
    const { next, undone } = besides(schema);
    const open = await unfinished(database.query, schema);
    for (const { id, outcome } of open) {
        if (outcome === undefined)
            await fail(database.query, id, refused(new KitRefusal('stage.ended-before')));
    }
    const swapped = open.filter(({ outcome }) => outcome !== undefined);
    if (swapped.length > 0)
        await wipeRedis(stage);
    await database.transaction(async (query) => {
        await refuseUnlessOurs(stage, query, 'hold');
        for (const name of [next, undone, ...(await forgetSnapshots(query, schema, stage.realNow()))])
            await query(`DROP SCHEMA IF EXISTS ${quoted(name)} CASCADE`);
        for (const { id, tool, outcome } of swapped) {
            await end(query, id, outcome !== null && typeof outcome === 'object' ? outcome : {});
            stage.log({ operation: id, tool, phase: 'done' });
        }
    });
}
/** What the app kept in Redis belongs to data that are gone. The marker stays: without it everything would be refused. */
async function wipeRedis(stage) {
    const { redis, database } = stage;
    if (redis === undefined)
        return;
    await refuseUnlessOurs(stage, database.query);
    await refuseOthersWithin(stage);
    for await (const keys of redis.keys(redis.prefix)) {
        const own = keys.filter((key) => key.startsWith(redis.prefix) && key !== markerKey(redis));
        if (own.length > 0)
            await redis.del(own);
    }
}
/** Until when the last reset can be undone, where it can. */
export async function undoUntil({ database, realNow }) {
    return (await lastSnapshot(database.query, database.schema, realNow()))?.until;
}
