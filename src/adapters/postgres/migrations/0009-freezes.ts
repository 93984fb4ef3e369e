import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Freezes that people have set. Those of the config's calendar are not here: the config is their truth. */
export const freezes: Migration = {
  up: async (db) => {
    await sql`
      CREATE TABLE freezes (
        id text PRIMARY KEY,
        project text NOT NULL,
        environment text NOT NULL,
        reason text NOT NULL,
        by_id text NOT NULL,
        by_name text NOT NULL,
        at bigint NOT NULL,
        starts_at bigint NOT NULL,
        ends_at bigint NOT NULL,
        lifted_at bigint,
        lifted_by text,
        lifted_reason text,
        CHECK (starts_at < ends_at)
      );
      CREATE INDEX freezes_not_lifted ON freezes (project, environment, ends_at) WHERE lifted_at IS NULL;
    `.execute(db);
  },
};
