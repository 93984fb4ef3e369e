import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Times in which a followed branch could not be looked at, for people to be told. */
export const outages: Migration = {
  up: async (db) => {
    await sql`
      CREATE TABLE outages (
        id text PRIMARY KEY,
        project text NOT NULL,
        environment text NOT NULL,
        code text NOT NULL,
        detail text NOT NULL,
        since bigint NOT NULL,
        ended_at bigint,
        version integer NOT NULL DEFAULT 1
      );
      -- The last word on "one at a time": two workers find out at the same moment.
      CREATE UNIQUE INDEX outages_one_at_a_time ON outages (project, environment) WHERE ended_at IS NULL;
    `.execute(db);
  },
};
