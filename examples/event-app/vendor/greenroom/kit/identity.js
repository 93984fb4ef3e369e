import { text } from './lent.js';
import { oneAtATime } from './one-at-a-time.js';
import { sameHost } from './same-host.js';
import { applicationToPrint, printOf } from './wire.js';
/** Shorter ones could be found by trying, and are the same by chance. */
const shortestSecret = 8;
/**
 * Every value that no other environment may have, by name. `itself` is what a server says of itself: it is the same
 * under every alias. A copy of a whole server (a forked volume) says the same too, and is refused: it holds the other's
 * data.
 */
export async function ownThings(database, redis, identity, key) {
    const things = {};
    const { rows } = await database.query(`SELECT current_database()::text AS name, (SELECT oid::text FROM pg_database WHERE datname = current_database()) AS oid`);
    const name = text(rows[0], 'name');
    things['database'] = `database ${sameHost(database.host, 5432)}/${name}`;
    // Some hosts keep this function from ordinary users.
    const system = await database
        .query('SELECT system_identifier::text AS id FROM pg_control_system()')
        .catch(() => undefined);
    if (system !== undefined)
        things['database.itself'] = `database ${text(system.rows[0], 'id')}/${text(rows[0], 'oid')}`;
    if (redis !== undefined) {
        // Another index or prefix of one server is not a Redis of its own: it is emptied, full and down together.
        things['redis'] = `redis ${sameHost(redis.host, 6379)}`;
        const run = await redis.serverId?.().catch(() => undefined);
        if (run)
            things['redis.itself'] = `redis ${run}`;
    }
    const { discordApplication, callback, sessionKey, secrets = {} } = identity;
    if (discordApplication)
        things['discordApplication'] = applicationToPrint(discordApplication);
    if (callback)
        things['callback'] = `callback ${callback}`;
    const hidden = { sessionKey, 'secrets.GREENROOM_KEY': key };
    for (const [path, value] of Object.entries(hidden))
        if (value !== undefined && value.length >= shortestSecret)
            things[path] = value;
    for (const [path, value] of Object.entries(secrets))
        if (value.length >= shortestSecret)
            things[`secrets.${path}`] = value;
    return things;
}
/** Takes prints one after the other, since each takes 32 MiB while it is made, and keeps those of the last key. */
export function printer() {
    let lastKey = '';
    const known = new Map();
    const inTurn = oneAtATime();
    const take = async (key, things) => {
        if (key !== lastKey)
            known.clear();
        lastKey = key;
        const prints = {};
        for (const [name, value] of Object.entries(things)) {
            const print = known.get(value) ?? (await printOf(Buffer.from(key, 'base64url'), value));
            known.set(value, print);
            prints[name] = print;
        }
        return prints;
    };
    return (key, things) => inTurn(() => take(key, things));
}
/** `null`: the app has a way to tell, and could not. Undefined: it has none, or this is production. */
export async function guildsNow({ guilds }, isProduction) {
    if (guilds === undefined || isProduction)
        return undefined;
    return guilds().catch(() => null);
}
