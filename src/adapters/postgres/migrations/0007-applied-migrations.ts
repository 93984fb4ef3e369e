import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Which of an app's migrations an environment may have run: what a way back has to reckon with. */
export const appliedMigrations: Migration = {
  up: async (db) => {
    await sql`
      CREATE TABLE applied_migrations (
        project text NOT NULL,
        environment text NOT NULL,
        path text NOT NULL,
        -- Git's name of the content: an edited migration is another one.
        blob text NOT NULL,
        class text NOT NULL,
        why text,
        -- The deployment that brought it first.
        deployment text NOT NULL REFERENCES deployments (id),
        at bigint NOT NULL,
        PRIMARY KEY (project, environment, path, blob)
      )
    `.execute(db);
  },
};
