import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Attempts to bring a release to an environment, and all that a card shows of one. */
export const deployments: Migration = {
  up: async (db) => {
    await sql`
      CREATE TABLE project_numbers (
        project text PRIMARY KEY,
        last integer NOT NULL
      );

      CREATE TABLE deployments (
        id text PRIMARY KEY,
        number integer NOT NULL,
        project text NOT NULL,
        environment text NOT NULL,
        tier text NOT NULL,
        kind text NOT NULL,
        state text NOT NULL,
        commit text NOT NULL,
        commit_facts jsonb NOT NULL,
        -- Commits that were folded into this one, newest first.
        contains text[] NOT NULL DEFAULT '{}',
        pusher text,
        requested_by text,
        release text REFERENCES releases (id),
        urls jsonb NOT NULL,
        -- Plan, hash and expiry of a promotion card; fixed when it is posted.
        promotion jsonb,
        verdicts jsonb NOT NULL DEFAULT '[]',
        config_print jsonb,
        superseded_by text REFERENCES deployments (id),
        serving jsonb,
        code text,
        detail text,
        cancel_requested_by text,
        audit_seq bigint,
        audit_hash text,
        version integer NOT NULL DEFAULT 1,
        created_at bigint NOT NULL,
        started_at bigint,
        ended_at bigint,
        UNIQUE (project, number)
      );
      -- The last word on "one runs, one waits", whatever the code above it does.
      CREATE UNIQUE INDEX deployments_one_waits ON deployments (project, environment) WHERE state = 'waiting';
      CREATE UNIQUE INDEX deployments_one_runs ON deployments (project, environment) WHERE state = 'running';
      CREATE INDEX deployments_by_place ON deployments (project, environment, number DESC);
      CREATE INDEX deployments_succeeded ON deployments (project, environment, ended_at DESC) WHERE state = 'succeeded';

      CREATE TABLE steps (
        deployment text NOT NULL REFERENCES deployments (id),
        name text NOT NULL,
        position integer NOT NULL,
        state text NOT NULL DEFAULT 'pending',
        attempts integer NOT NULL DEFAULT 0,
        -- Lease token of the worker that started it last.
        fence bigint,
        code text,
        detail text,
        evidence jsonb,
        started_at bigint,
        ended_at bigint,
        -- Bytes of log in the kept head and tail, and how many were left out between them.
        log_head integer NOT NULL DEFAULT 0,
        log_tail integer NOT NULL DEFAULT 0,
        log_left_out bigint NOT NULL DEFAULT 0,
        log_parts integer NOT NULL DEFAULT 0,
        PRIMARY KEY (deployment, name)
      );

      CREATE TABLE step_logs (
        deployment text NOT NULL,
        step text NOT NULL,
        part integer NOT NULL,
        head boolean NOT NULL,
        bytes integer NOT NULL,
        text text NOT NULL,
        at bigint NOT NULL,
        PRIMARY KEY (deployment, step, part),
        FOREIGN KEY (deployment, step) REFERENCES steps (deployment, name) ON DELETE CASCADE
      );
      CREATE INDEX step_logs_by_age ON step_logs (at);

      CREATE TABLE suites (
        deployment text NOT NULL REFERENCES deployments (id),
        name text NOT NULL,
        position integer NOT NULL,
        ok boolean NOT NULL,
        code text,
        passed integer NOT NULL,
        failed integer NOT NULL,
        skipped integer NOT NULL,
        failures jsonb NOT NULL,
        PRIMARY KEY (deployment, name)
      );

      CREATE TABLE approvals (
        deployment text NOT NULL REFERENCES deployments (id),
        user_id text NOT NULL,
        name text NOT NULL,
        standing text NOT NULL,
        seen_at bigint NOT NULL,
        PRIMARY KEY (deployment, user_id)
      );
    `.execute(db);
  },
};
