import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * What was asked. Times are epoch milliseconds (bigint) everywhere except in leases and claims, where only the
 * database's own clock counts. Payloads are stored uncompressed: compressing 7 kB rows was what made a durable
 * webhook slow (reference: recipes §9).
 */
export const intake: Migration = {
  up: async (db) => {
    await sql`
      CREATE TABLE deliveries (
        id text PRIMARY KEY,
        event text NOT NULL,
        repository text NOT NULL,
        ref text,
        before text,
        after text,
        body_hash text NOT NULL,
        raw bytea,
        -- The first delivery that brought this very body: all of them share one end.
        root text NOT NULL,
        intent text,
        code text,
        received_at bigint NOT NULL,
        ended_at bigint
      );
      ALTER TABLE deliveries ALTER COLUMN raw SET STORAGE EXTERNAL;
      CREATE INDEX deliveries_by_body ON deliveries (body_hash, received_at);
      CREATE INDEX deliveries_twins ON deliveries (root) WHERE root <> id;
      CREATE INDEX deliveries_unfinished ON deliveries (received_at, id) WHERE ended_at IS NULL;

      CREATE TABLE intents (
        id text PRIMARY KEY,
        tier text NOT NULL,
        kind text NOT NULL,
        body jsonb NOT NULL,
        -- Set for what must not be asked twice while nobody has taken it up.
        once text,
        -- How often a worker has taken it up.
        deliveries integer NOT NULL DEFAULT 0,
        created_at bigint NOT NULL,
        ended_at bigint,
        outcome jsonb
      );
      CREATE INDEX intents_open ON intents (tier, created_at, id) WHERE ended_at IS NULL;
      CREATE UNIQUE INDEX intents_once ON intents (once) WHERE ended_at IS NULL AND deliveries = 0;

      CREATE TABLE requests (
        id text PRIMARY KEY,
        interaction_id text NOT NULL UNIQUE,
        application_id text NOT NULL,
        token text NOT NULL,
        channel_id text NOT NULL,
        user_id text NOT NULL,
        at bigint NOT NULL,
        intent text NOT NULL UNIQUE REFERENCES intents (id)
      );
    `.execute(db);
  },
};
