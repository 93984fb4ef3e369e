import type { LentDatabase } from './lent.ts';
/** Idempotent; several machines may start at once. Where the app's user may not create a schema, its owner runs this. */
export declare function makeOwnSchema(database: LentDatabase, isProduction: boolean): Promise<void>;
