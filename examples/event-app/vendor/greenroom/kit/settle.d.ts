import type { Stage } from './stage.ts';
/**
 * Brings to an end what was begun: after a swap, at start, and before anything that makes data anew. Whoever calls it
 * holds the stage alone, so nothing of what it finds is alive. What had not swapped is as before, and is told so; what
 * had is finished. Repeating any of it does no harm.
 */
export declare function settle(stage: Stage): Promise<void>;
/** Until when the last reset can be undone, where it can. */
export declare function undoUntil(stage: Stage): Promise<string | undefined>;
