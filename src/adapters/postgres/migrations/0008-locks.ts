import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Who holds an environment, and which versions were not well there. */
export const locks: Migration = {
  up: async (db) => {
    await sql`
      CREATE TABLE locks (
        id text PRIMARY KEY,
        project text NOT NULL,
        environment text NOT NULL,
        kind text NOT NULL,
        reason text NOT NULL,
        by_id text,
        by_name text,
        at bigint NOT NULL,
        expires_at bigint,
        -- When its owner was told that it ends soon.
        warned_at bigint,
        released_at bigint,
        released_by text,
        release_reason text
      );
      -- The last word on "one of each kind", whatever the code above it does.
      CREATE UNIQUE INDEX locks_one_of_a_kind ON locks (project, environment, kind) WHERE released_at IS NULL;

      CREATE TABLE bad_versions (
        id text PRIMARY KEY,
        project text NOT NULL,
        environment text NOT NULL,
        digests text NOT NULL,
        commit text NOT NULL,
        deployment text NOT NULL REFERENCES deployments (id),
        number integer NOT NULL,
        code text NOT NULL,
        detail text NOT NULL,
        at bigint NOT NULL,
        cleared_at bigint,
        cleared_by text,
        cleared_reason text
      );
      CREATE UNIQUE INDEX bad_versions_once ON bad_versions (deployment);
      CREATE INDEX bad_versions_by_place ON bad_versions (project, environment, digests) WHERE cleared_at IS NULL;
    `.execute(db);
  },
};
