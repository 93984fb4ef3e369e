import { type Flags } from './flags.ts';
import { type LentDatabase, type LentRedis, type Query } from './lent.ts';
/** What the judging needs of a kit. `redis` is undefined where the app has none. */
export interface Places {
    readonly flags: Flags;
    readonly database: LentDatabase;
    readonly redis: LentRedis | undefined;
}
/**
 * The last word before anything destructive: flags, PostgreSQL's marker and Redis's marker, all read now, all saying
 * this environment and not production. With `hold`, inside a transaction, nobody changes the marker until its end.
 */
export declare function refuseUnlessOurs(places: Places, query: Query, hold?: 'hold'): Promise<void>;
/** `agree`, or the code of what is wrong: what the app tells Greenroom of itself, production too. */
export declare function markersNow({ flags, database, redis }: Places): Promise<string>;
/**
 * At start: makes the kit's own tables, places what may be placed, and judges, in one transaction: nothing is left in
 * data that are refused. Production marks what is unmarked. Staging marks by itself only
 * what is empty; for anything else a person has to say whose it is (`byHand`).
 */
export declare function placeMarkers({ flags, database, redis }: Places, byHand?: boolean): Promise<void>;
/**
 * Before Redis is wiped: our prefix may be the beginning of another’s (`event:` of `event:live:`), whose keys would go with
 * ours. Their marker says that they are there.
 */
export declare function refuseOthersWithin({ redis }: Pick<Places, 'redis'>): Promise<void>;
