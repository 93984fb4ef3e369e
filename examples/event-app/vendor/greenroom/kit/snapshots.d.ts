import { type Query } from './lent.ts';
/** Schemas beside the app's that are the kit's own. */
export declare const besides: (schema: string) => {
    next: string;
    undone: string;
    before: (n: string) => string;
};
export interface Snapshot {
    readonly n: string;
    /** Its schema. */
    readonly kept: string;
    /** Milliseconds that the clock was ahead; null where it was the real one. */
    readonly clockOffset: number | null;
    readonly until: string;
}
/** What this app's last reset has put aside, while it can be undone. `now` is epoch milliseconds. */
export declare function lastSnapshot(query: Query, schema: string, now: number): Promise<Snapshot | undefined>;
/** Only this app's newest can be undone, and only for a while. Gives the schemas of all others of its own. */
export declare function forgetSnapshots(query: Query, schema: string, now: number): Promise<readonly string[]>;
