import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * The chain. All columns that are hashed are text as it was hashed: a timestamptz keeps microseconds and a jsonb
 * orders keys anew, so neither would come back equal. `seq` comes from the tip under a lock, never from a sequence,
 * which leaves gaps.
 */
export const audit: Migration = {
  up: async (db) => {
    await sql`
      CREATE TABLE audit (
        seq bigint PRIMARY KEY,
        at text NOT NULL,
        kind text NOT NULL,
        project text,
        environment text,
        deployment text,
        actor text,
        facts text NOT NULL,
        previous text NOT NULL,
        hash text NOT NULL
      );
      CREATE INDEX audit_by_deployment ON audit (deployment) WHERE deployment IS NOT NULL;
    `.execute(db);
  },
};
