import { type LentDatabase, type Query } from './lent.ts';
/** The clock that time locks read off production: kept in the database, so that all machines have the same. */
export interface VirtualClock {
    /** As last read: before this request, or at most a quarter of a second earlier. */
    readonly now: () => Date;
    /** Reads it again where it was read a while ago; `fresh` in any case. Where the database is away the last one stays. */
    readonly refresh: (fresh?: 'fresh') => Promise<void>;
    /** Milliseconds ahead of the real clock; null where it is the real one. */
    readonly offset: () => number | null;
}
export declare function virtualClock(database: LentDatabase, realNow: () => number): VirtualClock;
export declare function readOffset(query: Query): Promise<number | null>;
export declare function writeOffset(query: Query, offset: number | null): Promise<void>;
