import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Names of the config keys whose change brought a deployment, so that its card can say why it came. */
export const configChange: Migration = {
  up: async (db) => {
    await sql`ALTER TABLE deployments ADD COLUMN config_change jsonb`.execute(db);
  },
};
