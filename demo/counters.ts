import pg from 'pg';
import { z } from 'zod';

const tables = z.array(z.object({ name: z.string() }));
const counted = z.array(z.object({ n: z.coerce.number() })).min(1);

export type Rows = Readonly<Record<string, number>>;

async function inDatabase<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** How many rows each of the event app's tables has: asked of PostgreSQL, past the app and past Greenroom. */
export function rowsOf(url: string): Promise<Rows> {
  return inDatabase(url, async (client) => {
    const { rows } = await client.query(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'app' ORDER BY tablename`,
    );
    const found: Record<string, number> = {};
    for (const { name } of tables.parse(rows)) {
      const count = await client.query(`SELECT count(*) AS n FROM app.${client.escapeIdentifier(name)}`);
      found[name] = counted.parse(count.rows)[0]?.n ?? 0;
    }
    return found;
  });
}

/**
 * From now on each row that anybody writes in the event app's tables leaves a line in counted.writes, with the time;
 * so does each change of the schema.
 */
export function countWrites(url: string): Promise<void> {
  return inDatabase(url, async (client) => {
    await client.query(`
      CREATE SCHEMA counted;
      CREATE TABLE counted.writes (at timestamptz NOT NULL DEFAULT clock_timestamp(), what text NOT NULL);
      CREATE FUNCTION counted.a_write() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
        BEGIN INSERT INTO counted.writes (what) VALUES (TG_OP || ' ' || TG_TABLE_NAME); RETURN NULL; END $$;
      CREATE FUNCTION counted.a_command() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
        BEGIN INSERT INTO counted.writes (what) VALUES (TG_TAG); END $$`);
    const { rows } = await client.query(`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'app'`);
    for (const { name } of tables.parse(rows)) {
      const table = `app.${client.escapeIdentifier(name)}`;
      await client.query(`
        CREATE TRIGGER counted_rows AFTER INSERT OR UPDATE OR DELETE ON ${table}
          FOR EACH ROW EXECUTE FUNCTION counted.a_write();
        CREATE TRIGGER counted_emptying AFTER TRUNCATE ON ${table}
          FOR EACH STATEMENT EXECUTE FUNCTION counted.a_write()`);
    }
    await client.query(`CREATE EVENT TRIGGER counted_commands ON ddl_command_end EXECUTE FUNCTION counted.a_command()`);
  });
}

/** Writes that were counted between two moments, as ISO times; the second may be left out. */
export function writesBetween(url: string, from: string, until?: string): Promise<number> {
  return inDatabase(url, async (client) => {
    const { rows } = await client.query(
      'SELECT count(*) AS n FROM counted.writes WHERE at > $1 AND ($2::timestamptz IS NULL OR at <= $2)',
      [from, until ?? null],
    );
    return counted.parse(rows)[0]?.n ?? 0;
  });
}
