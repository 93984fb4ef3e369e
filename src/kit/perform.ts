import { holding } from './held.ts';
import type { Hook, HookTool } from './hooks.ts';
import { type Operation, begin, end, fail, find, reach, refused, told } from './journal.ts';
import { type Query, text } from './lent.ts';
import { refuseOthersWithin, refuseUnlessOurs } from './markers.ts';
import { KitRefusal } from './refusals.ts';
import { refuseWithExtensions, reset, undoReset } from './reset.ts';
import { countRows, placeOf, planHash } from './rows.ts';
import { settle } from './settle.ts';
import { type Stage, inSchema, knownScenario, lastWord, seedOf } from './stage.ts';
import type { Call, ToolInput, ToolName, ToolResult } from './tools.ts';
import { readOffset, writeOffset } from './virtual-clock.ts';

type Work<T extends ToolName> = (stage: Stage, held: Query, call: Call<T>) => Promise<ToolResult<T>>;

const works: { readonly [T in ToolName]: Work<T> } = {
  seed: async (stage, held, call) => {
    const scenario = knownScenario(stage, call.input.scenario);
    const { rngSeed, random } = seedOf(stage, call.input.rngSeed);
    const context = await inSchema(stage, held, stage.database.schema);
    await lastWord(stage, held, call);
    await stage.hooks.unseed(context);
    const counts = await stage.hooks.seed({ ...context, scenario, rngSeed, random });
    return { scenario, rngSeed, counts };
  },
  'reset-plan': async (stage, held) => {
    const { database, redis } = stage;
    await refuseOthersWithin(stage);
    await refuseWithExtensions(held, database.schema);
    const rows = await countRows(held, database.schema);
    const host = await placeOf(held, database);
    let redisKeys: number | null = null;
    // Less the marker, which is there.
    if (redis) for await (const keys of redis.keys(redis.prefix)) redisKeys = (redisKeys ?? -1) + keys.length;
    return { host, rows, redisKeys, planHash: planHash(host, rows) };
  },
  reset,
  'undo-reset': undoReset,
  clock: async (stage, held, call) => {
    const real = stage.realNow();
    const { input } = call;
    await lastWord(stage, held, call);
    const ahead = 'by' in input ? ((await readOffset(held)) ?? 0) + input.by : 0;
    const offset = 'clear' in input ? null : 'at' in input ? Date.parse(input.at) - real : ahead;
    await writeOffset(held, offset);
    return {
      virtual: offset === null ? null : new Date(real + offset).toISOString(),
      real: new Date(real).toISOString(),
    };
  },
  'unlock-day': (stage, held, call) => byHook(stage, held, call, stage.hooks.unlockDay),
  complete: (stage, held, call) => byHook(stage, held, call, stage.hooks.complete),
  simulate: (stage, held, call) => byHook(stage, held, call, stage.hooks.simulate),
  draw: (stage, held, call) => byHook(stage, held, call, stage.hooks.draw),
};

async function byHook<T extends HookTool>(
  stage: Stage,
  held: Query,
  call: Call<T>,
  hook: ((context: Parameters<Hook<T>>[0], input: ToolInput<T>) => Promise<ToolResult<T>>) | undefined,
): Promise<ToolResult<T>> {
  if (hook === undefined) throw new KitRefusal('stage.no-such-tool');
  const context = await inSchema(stage, held, stage.database.schema);
  await lastWord(stage, held, call);
  return hook({ ...context, ...seedOf(stage, undefined) }, call.input);
}

const alone: ReadonlySet<ToolName> = new Set(['seed', 'reset', 'undo-reset']);
const swaps: ReadonlySet<ToolName> = new Set(['reset', 'undo-reset']);

/**
 * Carries out one call, once: whatever its id already came to is the answer. Throws a KitRefusal where it may not even
 * begin (nothing is written then); what fails later is in the journal, and the data are as before.
 */
export async function perform<T extends ToolName>(stage: Stage, tool: T, call: Call<T>): Promise<object> {
  stage.waiting.add(call.id);
  try {
    return await (alone.has(tool) ? once(stage, tool, call) : stage.inTurn(() => once(stage, tool, call)));
  } finally {
    stage.waiting.delete(call.id);
  }
}

async function once<T extends ToolName>(stage: Stage, tool: T, call: Call<T>): Promise<object> {
  const { database } = stage;
  const known = await sofar(stage, tool, call);
  if (known !== undefined) return known;
  let begun = false;
  try {
    await refuseUnlessOurs(stage, database.query);
    // A plan only reads, and is asked for before anybody owns the environment for it.
    if (tool !== 'reset-plan') await raiseFence(database.query, call.fence);
    await holding(database, alone.has(tool) ? 'alone' : 'beside', async (held) => {
      if (alone.has(tool)) await settle(stage);
      if (!(await begin(database, tool, call))) return;
      begun = true;
      stage.waiting.delete(call.id);
      stage.log({ operation: call.id, tool, phase: 'begun' });
      const result = await works[tool](stage, held, call);
      if (swaps.has(tool)) await reach(held, call.id, 'swapped', result);
      else await end(held, call.id, result);
    });
    stage.log({ operation: call.id, tool, phase: swaps.has(tool) ? 'swapped' : 'done' });
    if (swaps.has(tool)) await holding(database, 'in turn', () => settle(stage));
  } catch (error) {
    if (!begun) throw error;
    const no = error instanceof KitRefusal ? error : new KitRefusal('stage.failed', messageOf(error));
    await fail(database.query, call.id, refused(no));
    // What a reset has left beside; where that cannot be removed now it is before the next one.
    if (swaps.has(tool)) await holding(database, 'in turn', () => settle(stage)).catch(() => undefined);
  }
  await stage.clock.refresh('fresh');
  return (await sofar(stage, tool, call)) ?? {};
}

async function sofar(stage: Stage, tool: ToolName, call: Call): Promise<object | undefined> {
  const known = await inJournal(stage, call.id);
  if (known !== undefined && (known.tool !== tool || known.input !== JSON.stringify(call.input)))
    throw new KitRefusal('stage.id-reused');
  return known === undefined ? undefined : told(known);
}

/** Where the journal is gone the data were replaced under the app: then the answer is whose they are, if they say so. */
async function inJournal(stage: Stage, id: string): Promise<Operation | undefined> {
  const { query } = stage.database;
  return find(query, id).catch(async (error: unknown) => {
    await refuseUnlessOurs(stage, query);
    throw error;
  });
}

/** Whoever is newer is remembered at once, so that what an older one has under way cannot end well. */
async function raiseFence(query: Query, fence: number): Promise<void> {
  const { rows } = await query('UPDATE greenroom.state SET fence = greatest(fence, $1) RETURNING fence::text', [fence]);
  if (Number(text(rows[0], 'fence')) > fence) throw new KitRefusal('stage.fenced');
}

export async function fenceNow(query: Query): Promise<number> {
  return Number(text((await query('SELECT fence::text FROM greenroom.state')).rows[0], 'fence'));
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'for no reason that was given');

/** It is heard of, and its turn has not come. */
const inLine = { state: 'running', phase: 'waiting' };

/**
 * What an operation has come to. One that nobody works on any more is brought to its end first, where that can be done
 * now: somebody is at work, or Redis is away, is no answer to what was asked, and least of all that it was refused.
 */
export async function look(stage: Stage, id: string): Promise<object> {
  if ((await inJournal(stage, id))?.state === 'running')
    await holding(stage.database, 'alone', () => settle(stage)).catch(() => undefined);
  // Read before the journal, so that one which begins in between is in one of the two.
  const waits = stage.waiting.has(id);
  const known = await inJournal(stage, id);
  return known === undefined ? (waits ? inLine : { state: 'unknown' }) : told(known);
}
