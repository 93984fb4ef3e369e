import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What was built, what it makes up, and where it was seen to be well. */
export const releases: Migration = {
  up: async (db) => {
    await sql`
      CREATE TABLE artifacts (
        key text PRIMARY KEY,
        project text NOT NULL,
        commit text NOT NULL,
        service text NOT NULL,
        digest text NOT NULL,
        created_at bigint NOT NULL
      );

      CREATE TABLE releases (
        id text PRIMARY KEY,
        project text NOT NULL,
        commit text NOT NULL,
        -- release.digestSet: another digest is another release.
        digests text NOT NULL,
        artifacts jsonb NOT NULL,
        created_at bigint NOT NULL,
        UNIQUE (project, commit, digests)
      );

      CREATE TABLE evidence (
        id text PRIMARY KEY,
        project text NOT NULL,
        environment text NOT NULL,
        release text NOT NULL REFERENCES releases (id),
        deployment text NOT NULL,
        facts jsonb NOT NULL,
        at bigint NOT NULL,
        UNIQUE (deployment, release)
      );
      CREATE INDEX evidence_newest ON evidence (project, environment, at DESC, id DESC);

      CREATE TABLE observations (
        project text NOT NULL,
        environment text NOT NULL,
        observation jsonb NOT NULL,
        at bigint NOT NULL,
        PRIMARY KEY (project, environment)
      );
    `.execute(db);
  },
};
