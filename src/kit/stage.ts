import type { StageFlags } from './flags.ts';
import type { StageContext, StageHooks } from './hooks.ts';
import { type Query, quoted, text } from './lent.ts';
import { type Places, refuseUnlessOurs } from './markers.ts';
import { randomFrom } from './random.ts';
import { KitRefusal } from './refusals.ts';
import type { Call } from './tools.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** What every tool works with. Exists off production only. */
export interface Stage extends Places {
  readonly flags: StageFlags;
  readonly hooks: StageHooks;
  readonly clock: VirtualClock;
  /** Epoch milliseconds, never virtual. */
  readonly realNow: () => number;
  /** From 0 to 1; picks seeds that nobody named. */
  readonly random: () => number;
  /** Milliseconds that a reset can be undone. */
  readonly undoFor: number;
  /**
   * For the tools that go beside each other. Each holds one connection and needs a second: all of a pool's at once would
   * wait for each other for ever.
   */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  /** Ids that were asked for and are not in the journal yet. Whoever looks is not told that nobody has heard of them. */
  readonly waiting: Set<string>;
  /** Told what an operation has reached, for the app's log. */
  readonly log: (line: { readonly operation: string; readonly tool: string; readonly phase: string }) => void;
}

/** The very last questions before the effect, in the transaction that has it: nobody newer, and still ours. */
export async function lastWord(stage: Stage, held: Query, call: Pick<Call, 'fence'>): Promise<void> {
  const { rows } = await held('SELECT fence::text FROM greenroom.state FOR UPDATE');
  if (Number(text(rows[0], 'fence')) > call.fence) throw new KitRefusal('stage.fenced');
  await refuseUnlessOurs(stage, held, 'hold');
}

/** For a hook: names without a schema mean this one until the transaction ends. */
export async function inSchema(stage: Stage, query: Query, schema: string): Promise<StageContext> {
  await query(`SELECT set_config('search_path', $1, true)`, [`${quoted(schema)}, public`]);
  return { query, schema, now: stage.clock.now };
}

export function seedOf(stage: Stage, named: number | undefined): { rngSeed: number; random: () => number } {
  const rngSeed = named ?? Math.floor(stage.random() * 2 ** 32);
  return { rngSeed, random: randomFrom(rngSeed) };
}

export function knownScenario({ hooks }: Stage, name: string): string {
  if (hooks.scenarios.some((one) => one.name === name)) return name;
  throw new KitRefusal('stage.no-such-scenario', `It has ${hooks.scenarios.map((one) => one.name).join(', ')}.`);
}
