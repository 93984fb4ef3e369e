import { KitRefusal } from './refusals.js';
/** Any number that nobody else takes an advisory lock on. */
const lock = 7_203_411_912;
/**
 * One transaction that holds the stage as long as it lives: `alone` for what makes data anew, `beside` others for the
 * rest; `in turn` is alone, after waiting a little for the others. The lock ends with the connection, so a process that died holds nothing; and what it keeps others from is done
 * in this very transaction, so nothing is done without it.
 */
export async function holding(database, how, work) {
    return database.transaction(async (query) => {
        // A reset leaves this connection idle while it builds on others.
        await query('SET LOCAL idle_in_transaction_session_timeout = 0');
        if (how === 'in turn') {
            await query(`SET LOCAL lock_timeout = '3s'`);
            await query(`SELECT pg_advisory_xact_lock(${String(lock)})`).catch(busyWhereItTookTooLong);
        }
        else {
            const kind = how === 'alone' ? '' : '_shared';
            const { rows } = await query(`SELECT pg_try_advisory_xact_lock${kind}(${String(lock)}) AS got`);
            if (rows[0]?.['got'] !== true)
                throw new KitRefusal('stage.busy');
        }
        return work(query);
    });
}
/** 55P03, lock_not_available. */
function busyWhereItTookTooLong(error) {
    if (error instanceof Error && 'code' in error && error.code === '55P03')
        throw new KitRefusal('stage.busy');
    throw error;
}
/** Where others are at work there is nothing left to do. */
export async function unlessBusy(work) {
    return work.catch((error) => {
        if (!(error instanceof KitRefusal && error.code === 'stage.busy'))
            throw error;
    });
}
