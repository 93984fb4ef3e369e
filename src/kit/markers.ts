import { type Flags, stillOffProduction } from './flags.ts';
import { type LentDatabase, type LentRedis, type Query, markerKey, quoted, text } from './lent.ts';
import { makeOwnSchema } from './own-schema.ts';
import { KitRefusal } from './refusals.ts';

/** Says whose data these are, inside the data: flags can be set wrongly, and addresses swapped. */
interface Marker {
  readonly environment: string;
  readonly tier: string;
}

/** What the judging needs of a kit. `redis` is undefined where the app has none. */
export interface Places {
  readonly flags: Flags;
  readonly database: LentDatabase;
  readonly redis: LentRedis | undefined;
}

/**
 * The last word before anything destructive: flags, PostgreSQL's marker and Redis's marker, all read now, all saying
 * this environment and not production. With `hold`, inside a transaction, nobody changes the marker until its end.
 */
export async function refuseUnlessOurs(places: Places, query: Query, hold?: 'hold'): Promise<void> {
  stillOffProduction(places.flags);
  judge(places.flags, 'PostgreSQL', await readPostgres(query, hold === undefined ? '' : 'FOR SHARE'));
  await judgeSchema(places, query);
  if (places.redis !== undefined) judge(places.flags, 'Redis', await readRedis(places.redis));
}

/** `agree`, or the code of what is wrong: what the app tells Greenroom of itself, production too. */
export async function markersNow({ flags, database, redis }: Places): Promise<string> {
  try {
    judge(flags, 'PostgreSQL', await readPostgres(database.query));
    await judgeSchema({ flags, database }, database.query);
    if (redis !== undefined) judge(flags, 'Redis', await readRedis(redis));
    return 'agree';
  } catch (error) {
    if (error instanceof KitRefusal) return error.code;
    throw error;
  }
}

/**
 * At start: makes the kit's own tables, places what may be placed, and judges, in one transaction: nothing is left in
 * data that are refused. Production marks what is unmarked. Staging marks by itself only
 * what is empty; for anything else a person has to say whose it is (`byHand`).
 */
export async function placeMarkers({ flags, database, redis }: Places, byHand = false): Promise<void> {
  await database.transaction(async (query) => {
    await makeOwnSchema(query, flags.isProduction);
    // Against another machine that starts; readers are not kept waiting.
    await query('LOCK TABLE greenroom.marker IN SHARE ROW EXCLUSIVE MODE');
    const found = await readPostgres(query);
    await judgeSchema({ flags, database }, query);
    if (found.length > 0) return judge(flags, 'PostgreSQL', found);
    if (!flags.isProduction && !byHand && !(await isEmpty(query, database.schema)))
      throw new KitRefusal('stage.marker-missing', `PostgreSQL has none, and schema ${database.schema} has tables.`);
    await query('INSERT INTO greenroom.marker (environment, tier) VALUES ($1, $2)', [flags.environment, flags.appEnv]);
  });
  if (flags.isProduction) await markSchema(flags, database);
  if (redis === undefined) return;
  if ((await readRedis(redis)).length === 0) {
    if (!flags.isProduction && !byHand && (await hasKeys(redis)))
      throw new KitRefusal(
        'stage.marker-missing',
        `Redis has none, and there are keys that begin with ${redis.prefix}`,
      );
    await redis.set(markerKey(redis), JSON.stringify({ environment: flags.environment, tier: flags.appEnv }));
  }
  judge(flags, 'Redis', await readRedis(redis));
}

/**
 * Before Redis is wiped: our prefix may be the beginning of another’s (`event:` of `event:live:`), whose keys would go with
 * ours. Their marker says that they are there.
 */
export async function refuseOthersWithin({ redis }: Pick<Places, 'redis'>): Promise<void> {
  if (redis === undefined) return;
  const own = markerKey(redis);
  for await (const keys of redis.keys(redis.prefix))
    for (const key of keys) {
      if (key === own || !key.startsWith(redis.prefix) || !key.endsWith(markerKey({ prefix: '' }))) continue;
      const found = await readRedis(redis, key);
      if (found.length === 0) continue;
      const code = found.some(({ tier }) => tier === 'production') ? 'stage.marker-production' : 'stage.marker-other';
      throw new KitRefusal(code, `Redis has ${named(found)} at ${key}, within our prefix ${redis.prefix}`);
    }
}

function judge(flags: Flags, where: string, found: readonly Marker[]): void {
  const [one, ...more] = found;
  if (one === undefined) throw new KitRefusal('stage.marker-missing', `${where} has none.`);
  if (more.length > 0) throw new KitRefusal('stage.marker-doubled', `${where} has ${named(found)}.`);
  if (one.tier === flags.appEnv && one.environment === flags.environment) return;
  const code = one.tier === 'production' ? 'stage.marker-production' : 'stage.marker-other';
  throw new KitRefusal(code, `${where} has ${named(found)}; this is ${flags.environment} (${flags.appEnv}).`);
}

const named = (found: readonly Marker[]): string =>
  found.map(({ environment, tier }) => `${environment} (${tier})`).join(' and ');

async function readPostgres(query: Query, hold = ''): Promise<readonly Marker[]> {
  const { rows } = await query(`SELECT environment, tier FROM greenroom.marker ${hold}`).catch(
    unreadable('PostgreSQL'),
  );
  return rows.map((row) => ({ environment: text(row, 'environment'), tier: text(row, 'tier') }));
}

const remark = ({ environment, tier }: Marker): string => `greenroom marker: ${environment} (${tier})`;

/** A dump of the app's schema alone leaves the marker's table behind, but not the remark on the schema. */
async function markSchema({ environment, appEnv }: Flags, { query, schema }: LentDatabase): Promise<void> {
  const { rows } = await query(remarkOn, [schema]);
  // Where it is not there yet, has a remark of the app's, or belongs to another user: the table is the marker.
  if (rows.length === 1 && text(rows[0], 'remark') === '')
    await query(`COMMENT ON SCHEMA ${quoted(schema)} IS '${remark({ environment, tier: appEnv })}'`).catch(
      () => undefined,
    );
}

async function judgeSchema({ flags, database }: Pick<Places, 'flags' | 'database'>, query: Query): Promise<void> {
  const { rows } = await query(remarkOn, [database.schema]).catch(unreadable('PostgreSQL'));
  const said = /^greenroom marker: ([\w.-]+) \(([a-z]+)\)$/.exec(text(rows[0], 'remark'));
  if (said !== null) judge(flags, `schema ${database.schema}`, [{ environment: said[1] ?? '', tier: said[2] ?? '' }]);
}

const remarkOn = `SELECT obj_description(oid, 'pg_namespace') AS remark FROM pg_namespace WHERE nspname = $1`;

async function readRedis(redis: LentRedis, key = markerKey(redis)): Promise<readonly Marker[]> {
  const written = await redis.get(key).catch(unreadable('Redis'));
  if (written === null) return [];
  try {
    const value: unknown = JSON.parse(written);
    if (value !== null && typeof value === 'object' && 'environment' in value && 'tier' in value)
      return [{ environment: String(value.environment), tier: String(value.tier) }];
  } catch {
    // Falls through: nobody of ours wrote it.
  }
  throw new KitRefusal('stage.marker-unreadable', `Redis: ${key} holds something else.`);
}

const unreadable =
  (where: string) =>
  (error: unknown): never => {
    throw new KitRefusal(
      'stage.marker-unreadable',
      `${where}: ${error instanceof Error ? error.message : 'no answer'}`,
    );
  };

async function isEmpty(query: Query, schema: string): Promise<boolean> {
  const { rows } = await query(
    'SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1',
    [schema],
  );
  return rows.length === 0;
}

async function hasKeys(redis: LentRedis): Promise<boolean> {
  for await (const keys of redis.keys(redis.prefix)) if (keys.length > 0) return true;
  return false;
}
