import { type Query } from './lent.ts';
import { type Stage } from './stage.ts';
import type { Call, ToolName } from './tools.ts';
/**
 * Carries out one call, once: whatever its id already came to is the answer. Throws a KitRefusal where it may not even
 * begin (nothing is written then); what fails later is in the journal, and the data are as before.
 */
export declare function perform<T extends ToolName>(stage: Stage, tool: T, call: Call<T>): Promise<object>;
export declare function fenceNow(query: Query): Promise<number>;
/**
 * What an operation has come to. One that nobody works on any more is brought to its end first, where that can be done
 * now: somebody is at work, or Redis is away, is no answer to what was asked, and least of all that it was refused.
 */
export declare function look(stage: Stage, id: string): Promise<object>;
