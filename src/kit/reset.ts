import { reach } from './journal.ts';
import { type Query, quoted, text } from './lent.ts';
import { refuseOthersWithin, refuseUnlessOurs } from './markers.ts';
import { KitRefusal } from './refusals.ts';
import { countRows, placeOf, planHash } from './rows.ts';
import { besides, lastSnapshot } from './snapshots.ts';
import { type Stage, inSchema, knownScenario, lastWord, seedOf } from './stage.ts';
import type { Call, ToolResult } from './tools.ts';
import { readOffset, writeOffset } from './virtual-clock.ts';

/**
 * A database has each extension once, in one schema. In the app’s it would be put aside with the data, and the app, which
 * found it by its search path, would not any more.
 */
export async function refuseWithExtensions(query: Query, schema: string): Promise<void> {
  const { rows } = await query(
    `SELECT e.extname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE n.nspname = $1 ORDER BY 1`,
    [schema],
  );
  const [first, ...more] = rows.map((row) => text(row, 'extname'));
  if (first === undefined) return;
  const all = more.length === 0 ? first : `${first} (and ${more.join(', ')})`;
  throw new Error(
    `${all} is in ${schema} and would go with it: ALTER EXTENSION ${quoted(first)} SET SCHEMA public, with search_path=${schema},public.`,
  );
}

/**
 * Nothing is wiped in place: the new data are built in a schema beside, and one transaction, the one that holds the
 * stage, renames both and says so in the journal. Before it commits all is as before, and after it all is as after;
 * Redis is wiped then (settle.ts).
 */
export async function reset(stage: Stage, held: Query, call: Call<'reset'>): Promise<ToolResult<'reset'>> {
  const { database, hooks } = stage;
  const { schema } = database;
  const { next, before: kept } = besides(schema);
  const scenario = knownScenario(stage, call.input.scenario);
  const { rngSeed, random } = seedOf(stage, call.input.rngSeed);
  const before = await countRows(held, schema);
  if (planHash(await placeOf(held, database), before) !== call.input.planHash) throw new KitRefusal('stage.plan-moved');
  await refuseOthersWithin(stage);
  await refuseWithExtensions(held, schema);
  // The clock that the new data will live by: with the swap it is the real one again.
  const now = (): Date => new Date(stage.realNow());

  const phases: { name: string; ms: number }[] = [];
  const phase = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    await reach(database.query, call.id, name);
    stage.log({ operation: call.id, tool: 'reset', phase: name });
    const began = stage.realNow();
    const result = await work();
    phases.push({ name, ms: stage.realNow() - began });
    return result;
  };

  await phase('create', async () => {
    await refuseUnlessOurs(stage, database.query);
    await database.query(`DROP SCHEMA IF EXISTS ${quoted(next)} CASCADE`);
    await database.query(`CREATE SCHEMA ${quoted(next)}`);
  });
  await phase('migrate', () => hooks.migrate(next));
  await phase('seed', () =>
    database.transaction(async (query) => {
      await refuseUnlessOurs(stage, query, 'hold');
      await hooks.seed({ ...(await inSchema(stage, query, next)), now, scenario, rngSeed, random });
    }),
  );
  const after = await phase('verify', () =>
    database.transaction(async (query) => {
      const rows = await countRows(query, next);
      if (Object.keys(rows).length === 0) throw new Error('the migrations made no table in the new schema');
      await hooks.verify?.({ ...(await inSchema(stage, query, next)), now, scenario });
      return rows;
    }),
  );
  return phase('swap', async () => {
    await lastWord(stage, held, call);
    const until = new Date(stage.realNow() + stage.undoFor).toISOString();
    const made = await held(
      `INSERT INTO greenroom.snapshots (operation, rows, clock_offset, until) VALUES ($1, $2, $3, $4) RETURNING n::text`,
      [call.id, JSON.stringify(before), await readOffset(held), until],
    );
    await writeOffset(held, null);
    await held(`SET LOCAL lock_timeout = '10s'`);
    await held(`ALTER SCHEMA ${quoted(schema)} RENAME TO ${quoted(kept(text(made.rows[0], 'n')))}`);
    await held(`ALTER SCHEMA ${quoted(next)} RENAME TO ${quoted(schema)}`);
    return { phases, rngSeed, before, after, undo: { id: call.id, until }, redisWiped: stage.redis !== undefined };
  });
}

/** The reverse: what the newest reset has put aside takes its place again, brought to the app's newest version before. */
export async function undoReset(
  stage: Stage,
  held: Query,
  call: Call<'undo-reset'>,
): Promise<ToolResult<'undo-reset'>> {
  const { schema } = stage.database;
  const { undone } = besides(schema);
  // Somebody may have dropped it for its space. A migration that makes what is missing would bring back nothing at all.
  const snapshot = await lastSnapshot(held, schema, stage.realNow());
  if (snapshot === undefined) throw new KitRefusal('stage.nothing-to-undo');
  const { kept } = snapshot;
  await refuseUnlessOurs(stage, held);
  await refuseOthersWithin(stage);
  await refuseWithExtensions(held, schema);
  await stage.hooks.migrate(kept);
  const restored = await countRows(held, kept);
  stage.log({ operation: call.id, tool: 'undo-reset', phase: 'swap' });
  await lastWord(stage, held, call);
  await held(`SET LOCAL lock_timeout = '10s'`);
  await held(`ALTER SCHEMA ${quoted(schema)} RENAME TO ${quoted(undone)}`);
  await held(`ALTER SCHEMA ${quoted(kept)} RENAME TO ${quoted(schema)}`);
  await held('DELETE FROM greenroom.snapshots WHERE n = $1', [snapshot.n]);
  await writeOffset(held, snapshot.clockOffset);
  return { restored, redisWiped: stage.redis !== undefined };
}
