import type { Query } from './lent.ts';
import type { DayState, ToolInput, ToolResult } from './tools.ts';
/** One transaction of the kit's: what a hook does by `query` is done with the tool's own journal line, or not at all. */
export interface StageContext {
    /** Names without a schema mean the app's (or, while a reset builds, the new one). */
    readonly query: Query;
    readonly schema: string;
    /** The virtual clock; while a reset builds, the real one, by which the new data will live. */
    readonly now: () => Date;
}
export interface SeedContext extends StageContext {
    readonly scenario: string;
    readonly rngSeed: number;
    /** From 0 to 1, from `rngSeed` alone: the same seed gives the same data. */
    readonly random: () => number;
}
/**
 * What the app brings for its stage. The kit asks for it off production only. A hook that throws has refused: its message
 * is shown, and nothing of it stays.
 */
export interface StageHooks {
    /** The first is the one that a script takes when none is named. */
    readonly scenarios: readonly {
        readonly name: string;
        readonly says: string;
    }[];
    /** Brings a schema, which exists, to the app's newest version, on a connection of its own. */
    readonly migrate: (schema: string) => Promise<void>;
    /** Adds synthetic data, marked as such; returns how many of what. */
    readonly seed: (context: SeedContext) => Promise<Readonly<Record<string, number>>>;
    /** Removes everything that is marked as synthetic, and nothing else. */
    readonly unseed: (context: StageContext) => Promise<void>;
    /** Looks at what a reset has built, before it is used; throws where it is not right. */
    readonly verify?: (context: StageContext & {
        readonly scenario: string;
    }) => Promise<void>;
    readonly days?: (context: StageContext) => Promise<readonly DayState[]>;
    readonly draws?: (context: StageContext) => Promise<readonly string[]>;
    /** Some whom `complete` and `simulate` take by these names, a hundred at most; never a real person’s. */
    readonly users?: (context: StageContext) => Promise<readonly string[]>;
    readonly unlockDay?: Hook<'unlock-day'>;
    readonly complete?: Hook<'complete'>;
    readonly simulate?: Hook<'simulate'>;
    /** A rehearsal. Writes nothing that could be claimed. */
    readonly draw?: Hook<'draw'>;
}
export type HookTool = 'unlock-day' | 'complete' | 'simulate' | 'draw';
export type Hook<T extends HookTool> = (context: StageContext & {
    readonly rngSeed: number;
    readonly random: () => number;
}, input: ToolInput<T>) => Promise<ToolResult<T>>;
