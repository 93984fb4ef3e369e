import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What a rollback takes away from production; written when it is asked for, so that its card can say it at once. */
export const leavesProduction: Migration = {
  up: async (db) => {
    await sql`ALTER TABLE deployments ADD COLUMN leaves_production jsonb`.execute(db);
  },
};
