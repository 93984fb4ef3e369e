import type { StageFlags } from './flags.ts';
import type { StageContext, StageHooks } from './hooks.ts';
import { type Query } from './lent.ts';
import { type Places } from './markers.ts';
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
    readonly log: (line: {
        readonly operation: string;
        readonly tool: string;
        readonly phase: string;
    }) => void;
}
/** The very last questions before the effect, in the transaction that has it: nobody newer, and still ours. */
export declare function lastWord(stage: Stage, held: Query, call: Pick<Call, 'fence'>): Promise<void>;
/** For a hook: names without a schema mean this one until the transaction ends. */
export declare function inSchema(stage: Stage, query: Query, schema: string): Promise<StageContext>;
export declare function seedOf(stage: Stage, named: number | undefined): {
    rngSeed: number;
    random: () => number;
};
export declare function knownScenario({ hooks }: Stage, name: string): string;
