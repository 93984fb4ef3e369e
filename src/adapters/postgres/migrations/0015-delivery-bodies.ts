import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * The bodies of deliveries that were written down together, packed as one: a flood brings much the same again and again.
 * What was received before keeps its own in `raw`. No reference to it: it is read while a delivery is unfinished, and a
 * check of each row is what a flood would pay for.
 */
export const deliveryBodies: Migration = {
  up: async (db) => {
    await sql`
      CREATE TABLE delivery_bodies (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        -- Brotli (RFC 7932) over the bodies, one after the other.
        packed bytea NOT NULL,
        received_at bigint NOT NULL
      );
      ALTER TABLE delivery_bodies ALTER COLUMN packed SET STORAGE EXTERNAL;
      ALTER TABLE deliveries
        ADD COLUMN body uuid,
        -- Where it lies in what was packed, in bytes from 0, and how long it is.
        ADD COLUMN body_at integer,
        ADD COLUMN body_size integer;
    `.execute(db);
  },
};
