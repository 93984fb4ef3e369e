import { type LentDatabase, type LentRedis, text } from './lent.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { sameHost } from './same-host.ts';
import { applicationToPrint, printOf } from './wire.ts';

/** What else an environment must have for itself. Only keyed prints of these leave the app, but for `guilds`. */
export interface Identity {
  /** Id of the Discord application that people log in with. */
  readonly discordApplication?: string;
  /**
   * Ids of the servers that this application is in, asked anew each time. Off production alone, where they have to be the
   * test server and nothing else; they leave the app as they are. Where it throws the servers are not known, which is
   * never taken for safe.
   */
  readonly guilds?: () => Promise<readonly string[]>;
  /** URL that Discord sends them back to. */
  readonly callback?: string;
  readonly sessionKey?: string;
  /** Further secrets, by name. */
  readonly secrets?: Readonly<Record<string, string>>;
}

/** Shorter ones could be found by trying, and are the same by chance. */
const shortestSecret = 8;

/**
 * Every value that no other environment may have, by name. `itself` is what a server says of itself: it is the same
 * under every alias. A copy of a whole server (a forked volume) says the same too, and is refused: it holds the other's
 * data.
 */
export async function ownThings(
  database: LentDatabase,
  redis: LentRedis | undefined,
  identity: Identity,
  key: string,
): Promise<Readonly<Record<string, string>>> {
  const things: Record<string, string> = {};
  const { rows } = await database.query(
    `SELECT current_database()::text AS name, (SELECT oid::text FROM pg_database WHERE datname = current_database()) AS oid`,
  );
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
    if (run) things['redis.itself'] = `redis ${run}`;
  }
  const { discordApplication, callback, sessionKey, secrets = {} } = identity;
  if (discordApplication) things['discordApplication'] = applicationToPrint(discordApplication);
  if (callback) things['callback'] = `callback ${callback}`;
  const hidden: Readonly<Record<string, string | undefined>> = { sessionKey, 'secrets.GREENROOM_KEY': key };
  for (const [path, value] of Object.entries(hidden))
    if (value !== undefined && value.length >= shortestSecret) things[path] = value;
  for (const [path, value] of Object.entries(secrets))
    if (value.length >= shortestSecret) things[`secrets.${path}`] = value;
  return things;
}

/** Takes prints one after the other, since each takes 32 MiB while it is made, and keeps those of the last key. */
export function printer(): (key: string, things: Readonly<Record<string, string>>) => Promise<Record<string, string>> {
  let lastKey = '';
  const known = new Map<string, string>();
  const inTurn = oneAtATime();
  const take = async (key: string, things: Readonly<Record<string, string>>): Promise<Record<string, string>> => {
    if (key !== lastKey) known.clear();
    lastKey = key;
    const prints: Record<string, string> = {};
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
export async function guildsNow(
  { guilds }: Identity,
  isProduction: boolean,
): Promise<readonly string[] | null | undefined> {
  if (guilds === undefined || isProduction) return undefined;
  return guilds().catch(() => null);
}
