import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** A claim on a projection names its claimer, so that it ends with a crash instead of with its time. */
export const claimers: Migration = {
  up: async (db) => {
    await sql`ALTER TABLE projections ADD COLUMN claimed_by bigint`.execute(db);
  },
};
