import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * What keeps one process of Greenroom from writing what is another's. The grants and row policies themselves are not
 * here: they name roles, which belong to a server and not to a ledger (roles/open-roles.ts).
 */
export const separation: Migration = {
  up: async (db) => {
    await sql`
      -- What the config says an environment is. Only the owner writes it, so that a row policy can tell what is
      -- production's without believing whoever writes the row.
      CREATE TABLE environments (
        project text NOT NULL,
        environment text NOT NULL,
        tier text NOT NULL,
        PRIMARY KEY (project, environment)
      );

      -- Random keys of this installation, by purpose; each is made when it is first needed.
      CREATE TABLE ledger_keys (
        purpose text PRIMARY KEY,
        key bytea NOT NULL
      );

      -- Keyed fingerprint of each secret that an environment's worker holds; never a value.
      CREATE TABLE secret_prints (
        project text NOT NULL,
        environment text NOT NULL,
        name text NOT NULL,
        print text NOT NULL,
        at bigint NOT NULL,
        PRIMARY KEY (project, environment, name)
      );

      -- Policies look at the columns and workers at the body: one that says "look" outside and "unlock" inside would
      -- pass the one and be done by the other.
      ALTER TABLE intents ADD CONSTRAINT intents_say_one_thing CHECK (
        (body ->> 'kind') IS NOT DISTINCT FROM kind AND (body ->> 'tier') IS NOT DISTINCT FROM tier
      );

      CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          RAISE EXCEPTION '% was tried on the audit chain, which is append-only: nothing was changed. '
            'What a line says wrongly is corrected by another line; for a new beginning use an empty database.', TG_OP
            USING ERRCODE = 'restrict_violation';
        END
      $$;
      -- Once per statement and always, so that it speaks also where no row was met and where triggers are off for
      -- replication; for the owner as for everybody.
      CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
        FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
      ALTER TABLE audit ENABLE ALWAYS TRIGGER audit_is_append_only;

      -- Approvals are read from the message that a card's row names, so a worker that could name another message could
      -- bring approvals that were given to something else.
      CREATE FUNCTION cards_are_placed_by_the_bot() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF has_table_privilege(format('%I.requests', TG_TABLE_SCHEMA), 'INSERT') THEN
            RETURN NEW;
          END IF;
          RAISE EXCEPTION 'Where % is shown in Discord was to be changed by %; only who takes requests there (the bot) may.',
            OLD.kind, current_user USING ERRCODE = 'insufficient_privilege';
        END
      $$;
      CREATE TRIGGER cards_are_placed_by_the_bot BEFORE UPDATE OF external ON projections FOR EACH ROW
        WHEN (OLD.surface = 'discord' AND OLD.external IS DISTINCT FROM NEW.external)
        EXECUTE FUNCTION cards_are_placed_by_the_bot();
    `.execute(db);
  },
};
