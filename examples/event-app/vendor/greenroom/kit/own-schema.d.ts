import type { Query } from './lent.ts';
/**
 * Idempotent; several machines may start at once. Where the app's user may not create a schema, its owner runs this. In
 * the transaction that judges the markers: whose data these turn out not to be, is left as it was.
 */
export declare function makeOwnSchema(query: Query, isProduction: boolean): Promise<void>;
