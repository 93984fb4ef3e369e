import { z } from 'zod';
import { inDatabase } from './in-database.ts';

const tables = z.array(z.object({ name: z.string() }));
const counted = z.array(z.object({ n: z.coerce.number() })).min(1);

export type Rows = Readonly<Record<string, number>>;

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
