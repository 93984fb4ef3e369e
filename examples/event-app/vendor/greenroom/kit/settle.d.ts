import type { Stage } from './stage.ts';
/**
 * Brings to an end what was begun: after a swap, at start, and before anything that makes data anew. Whoever calls it
 * holds the stage alone, so nothing of what it finds is alive. What had not swapped is as before, and is told so; what
 * had is finished. Repeating any of it does no harm. What another app in the same database has begun is that one's to end:
 * nobody else knows its Redis.
 */
export declare function settle(stage: Stage): Promise<void>;
/** Until when the last reset can be undone, where it can. */
export declare function undoUntil({ database, realNow }: Stage): Promise<string | undefined>;
