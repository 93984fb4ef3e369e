import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What ends an environment's evidence before its time, who of those who approve has the wanted role, who pushed what. */
export const evidenceEnds: Migration = {
  up: async (db) => {
    await sql`
      -- A stage tool has changed the data that the suites saw: what was verified before is verified no more.
      CREATE TABLE evidence_ends (
        id text PRIMARY KEY,
        project text NOT NULL,
        environment text NOT NULL,
        cause text NOT NULL,
        detail text NOT NULL,
        deployment text REFERENCES deployments (id),
        at bigint NOT NULL
      );
      CREATE INDEX evidence_ends_newest ON evidence_ends (project, environment, at DESC);

      ALTER TABLE approvals ADD COLUMN includes boolean NOT NULL DEFAULT false;

      CREATE INDEX intents_by_push ON intents ((body ->> 'after')) WHERE kind = 'look-at-branch';
    `.execute(db);
  },
};
