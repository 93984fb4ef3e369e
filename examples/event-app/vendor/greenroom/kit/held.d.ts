import type { LentDatabase, Query } from './lent.ts';
/**
 * One transaction that holds the stage as long as it lives: `alone` for what makes data anew, `beside` others for the
 * rest; `in turn` is alone, after waiting a little for the others. The lock ends with the connection, so a process that died holds nothing; and what it keeps others from is done
 * in this very transaction, so nothing is done without it.
 */
export declare function holding<T>(database: LentDatabase, how: 'alone' | 'beside' | 'in turn', work: (query: Query) => Promise<T>): Promise<T>;
/** Where others are at work there is nothing left to do. */
export declare function unlessBusy(work: Promise<void>): Promise<void>;
