import { type LentDatabase, type Query } from './lent.ts';
import { KitRefusal } from './refusals.ts';
import type { Call, Outcome, ToolName } from './tools.ts';
/** What was asked and what became of it: `greenroom.operations`. */
export interface Operation {
    readonly id: string;
    readonly tool: string;
    readonly input: string;
    readonly state: string;
    /** While it runs: what it is at. From `swapped` on a reset, or its undo, goes on to its end whatever happens. */
    readonly phase: string;
    /** What it comes to; known from `swapped` on. */
    readonly outcome: unknown;
}
export declare function find(query: Query, id: string): Promise<Operation | undefined>;
/** Of the app in this schema; and what an older kit has begun, which did not write down whose it is. */
export declare function unfinished(query: Query, schema: string): Promise<readonly Operation[]>;
/** False where the id is there already. */
export declare function begin({ query, schema }: LentDatabase, tool: ToolName, call: Call): Promise<boolean>;
export declare function reach(query: Query, id: string, phase: string, outcome?: object): Promise<void>;
export declare function end(query: Query, id: string, result: object): Promise<void>;
/**
 * It came to nothing, unless it has swapped after all. A transaction whose commit is still under way holds the line, so
 * this waits for what becomes of it.
 */
export declare function fail(query: Query, id: string, no: object): Promise<void>;
export declare const refused: ({ code, message, remedy }: KitRefusal) => Outcome & {
    readonly state: 'refused';
};
/** What an operation comes to so far, as it goes over the wire. */
export declare function told({ state, phase, outcome }: Operation): object;
