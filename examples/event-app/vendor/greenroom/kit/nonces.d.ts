import type { Query } from './lent.ts';
/**
 * Each nonce once: kept in the database, so that neither a second machine nor a restart forgets. Kept for a day though a
 * request is good for a minute, since a machine's clock may be wrong.
 */
export declare function spendNonce(query: Query, nonce: string): Promise<boolean>;
