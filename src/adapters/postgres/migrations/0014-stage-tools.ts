import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What people play with on staging, and what each environment's app says of itself. */
export const stageTools: Migration = {
  up: async (db) => {
    await sql`
      -- One use of a stage tool; its id is the intent's. Written before the app hears of it.
      CREATE TABLE stage_operations (
        id text PRIMARY KEY REFERENCES intents (id),
        project text NOT NULL,
        environment text NOT NULL,
        tool text NOT NULL,
        actor_id text NOT NULL,
        actor_name text NOT NULL,
        detail text NOT NULL,
        deployment text REFERENCES deployments (id),
        -- Request whose button it carries out: a button serves once.
        confirms text UNIQUE,
        fence bigint NOT NULL,
        progress jsonb,
        -- How often a person was told of it before its end.
        told integer NOT NULL DEFAULT 0,
        started_at bigint NOT NULL,
        ended_at bigint
      );
      CREATE INDEX stage_operations_open ON stage_operations (project, environment, started_at) WHERE ended_at IS NULL;

      -- What staging's app offers, for the commands.
      CREATE TABLE stage_descriptions (
        project text NOT NULL,
        environment text NOT NULL,
        description jsonb NOT NULL,
        at bigint NOT NULL,
        PRIMARY KEY (project, environment)
      );

      -- What an environment's app is connected to, as keyed prints; never an address or a secret.
      CREATE TABLE app_identities (
        project text NOT NULL,
        environment text NOT NULL,
        seen jsonb NOT NULL,
        at bigint NOT NULL,
        PRIMARY KEY (project, environment)
      );

      CREATE INDEX evidence_ends_by_deployment ON evidence_ends (deployment, at DESC) WHERE deployment IS NOT NULL;
    `.execute(db);
  },
};
