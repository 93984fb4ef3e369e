import { type LentDatabase, type Query } from './lent.ts';
/** How many rows each of the schema's tables has. */
export declare function countRows(query: Query, schema: string): Promise<Readonly<Record<string, number>>>;
/** Where this is, as people are shown it before they say yes: `event_staging@db.internal:5432/app`. */
export declare function placeOf(query: Query, { host, schema }: LentDatabase): Promise<string>;
/** Moves when the place or any number of rows does. Keys of Redis are not in it: sessions come and go. */
export declare const planHash: (host: string, rows: Readonly<Record<string, number>>) => string;
