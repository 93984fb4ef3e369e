import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Who owns an environment, and where the ledger's state is shown elsewhere. */
export const leasesAndProjections: Migration = {
  up: async (db) => {
    await sql`
      CREATE TABLE leases (
        project text NOT NULL,
        environment text NOT NULL,
        -- Rises with each new owner and is never given out twice, so the row stays when nobody owns it.
        token bigint NOT NULL,
        holder text,
        -- Key of the advisory lock that the holder's session keeps while it lives.
        holder_key bigint,
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (project, environment)
      );

      CREATE TABLE projections (
        id text PRIMARY KEY,
        surface text NOT NULL,
        kind text NOT NULL,
        subject text NOT NULL,
        commit text NOT NULL DEFAULT '',
        project text,
        environment text,
        fate jsonb,
        external jsonb NOT NULL DEFAULT '{}',
        shown text,
        -- Version of the subject that is to be shown, and the one that was. Work is due while they differ.
        wanted integer NOT NULL,
        seen integer NOT NULL DEFAULT 0,
        attempts integer NOT NULL DEFAULT 0,
        error text,
        retry_at bigint,
        claimed_until timestamptz,
        UNIQUE (surface, kind, subject, commit)
      );
      CREATE INDEX projections_due ON projections (surface, id) WHERE wanted > seen;
      CREATE INDEX projections_by_subject ON projections (subject);
      CREATE INDEX projections_by_commit ON projections (project, environment, commit) WHERE kind = 'status';
      CREATE INDEX projections_by_external ON projections USING gin (external jsonb_path_ops);
    `.execute(db);
  },
};
