import { z } from 'zod';
import { inDatabase } from './in-database.ts';

const lines = z.array(z.object({ what: z.string() }));

/**
 * What the kit’s door writes where somebody signed asks production who it is: a note, so that the same question is not
 * answered twice. It is production’s own app that writes it, and nothing of the event’s.
 */
const notes = ['INSERT greenroom.nonces', 'DELETE greenroom.nonces'];

/** As PostgreSQL runs it; the names are qualified, since a trigger must not look where its writer looks. */
const counting = `
  CREATE SCHEMA counted;
  CREATE TABLE counted.writes (at timestamptz NOT NULL DEFAULT clock_timestamp(), what text NOT NULL);
  CREATE FUNCTION counted.a_write() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN
      INSERT INTO counted.writes (what) VALUES (TG_OP || ' ' || TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME);
      RETURN NULL;
    END $$;
  CREATE FUNCTION counted.hangs_on(its regclass) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
      EXECUTE format('CREATE TRIGGER counted_rows AFTER INSERT OR UPDATE OR DELETE ON %s
        FOR EACH ROW EXECUTE FUNCTION counted.a_write()', its);
      EXECUTE format('CREATE TRIGGER counted_emptying AFTER TRUNCATE ON %s
        FOR EACH STATEMENT EXECUTE FUNCTION counted.a_write()', its);
    END $$;
  CREATE FUNCTION counted.a_command() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    DECLARE made record; first text;
    BEGIN
      FOR made IN SELECT * FROM pg_catalog.pg_event_trigger_ddl_commands() LOOP
        -- The triggers that are hung here are commands, too.
        IF made.object_type = 'trigger' AND made.object_identity LIKE 'counted\\_%' THEN RETURN; END IF;
        -- A table with its keys and counters is several objects of one command.
        IF first IS NULL OR made.command_tag = TG_TAG THEN first := coalesce(made.object_identity, ''); END IF;
        IF made.object_type = 'table' AND made.command_tag IN ('CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO')
          AND (SELECT relkind FROM pg_catalog.pg_class WHERE oid = made.objid) = 'r'
        THEN PERFORM counted.hangs_on(made.objid); END IF;
      END LOOP;
      -- IF NOT EXISTS of what is there already changes nothing, and lists nothing.
      IF first IS NOT NULL THEN INSERT INTO counted.writes (what) VALUES (TG_TAG || ' ' || first); END IF;
    END $$;
  CREATE FUNCTION counted.a_drop() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    DECLARE first text;
    BEGIN
      SELECT object_identity INTO first FROM pg_catalog.pg_event_trigger_dropped_objects() WHERE original LIMIT 1;
      -- What an ALTER drops is told by the other trigger.
      IF first IS NOT NULL AND TG_TAG LIKE 'DROP%' THEN
        INSERT INTO counted.writes (what) VALUES (TG_TAG || ' ' || first);
      END IF;
    END $$;
  SELECT counted.hangs_on(c.oid) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname NOT IN ('counted', 'pg_catalog', 'information_schema');
  CREATE EVENT TRIGGER counted_commands ON ddl_command_end EXECUTE FUNCTION counted.a_command();
  CREATE EVENT TRIGGER counted_drops ON sql_drop EXECUTE FUNCTION counted.a_drop()`;

/**
 * From now on each row that anybody writes in this database leaves a line in counted.writes, with the time, whether its
 * table is there already or is made later; so does each change of the schema. Whoever calls this owns the server.
 */
export function countWrites(url: string): Promise<void> {
  return inDatabase(url, async (client) => void (await client.query(counting)));
}

/** Writes that were counted between two moments, as ISO times, oldest first; the second moment may be left out. */
export function writesBetween(url: string, from: string, until?: string): Promise<readonly string[]> {
  return inDatabase(url, async (client) => {
    const { rows } = await client.query(
      `SELECT what FROM counted.writes
        WHERE at > $1 AND ($2::timestamptz IS NULL OR at <= $2) AND what <> ALL ($3) ORDER BY at`,
      [from, until ?? null, notes],
    );
    return lines.parse(rows).map(({ what }) => what);
  });
}
