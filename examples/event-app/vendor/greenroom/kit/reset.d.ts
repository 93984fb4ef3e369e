import { type Query } from './lent.ts';
import { type Stage } from './stage.ts';
import type { Call, ToolResult } from './tools.ts';
/**
 * A database has each extension once, in one schema. In the app’s it would be put aside with the data, and the app, which
 * found it by its search path, would not any more.
 */
export declare function refuseWithExtensions(query: Query, schema: string): Promise<void>;
/**
 * Nothing is wiped in place: the new data are built in a schema beside, and one transaction, the one that holds the
 * stage, renames both and says so in the journal. Before it commits all is as before, and after it all is as after;
 * Redis is wiped then (settle.ts).
 */
export declare function reset(stage: Stage, held: Query, call: Call<'reset'>): Promise<ToolResult<'reset'>>;
/** The reverse: what the newest reset has put aside takes its place again, brought to the app's newest version before. */
export declare function undoReset(stage: Stage, held: Query, call: Call<'undo-reset'>): Promise<ToolResult<'undo-reset'>>;
