import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { Database } from './database.ts';
import { migrations, schemaVersion } from './migrations/index.ts';

/**
 * Brings the tables up to date. Processes that start at once do it one after the other (kysely takes an advisory
 * lock), all migrations in one transaction. A ledger that is newer than this Greenroom is refused.
 */
export async function migrate(db: Database): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const found = error instanceof Error ? error.message : 'unknown error';
  const unknown = /previously executed migration (\S+) is missing/.exec(found)?.[1];
  if (unknown !== undefined) throw new Error(tooNew(unknown));
  throw new Error(`The ledger’s tables could not be brought up to date: ${found}`, { cause: error });
}

/**
 * The owner brings the tables up to date. A role of one process may not, and finds them as they should be or refuses.
 * Which of the two we are is asked of the database: whoever can change the tables owns them.
 */
export async function migrateOrCheck(db: Database): Promise<'owner' | 'role'> {
  const { rows } = await sql<{ there: boolean; may: boolean | null }>`
    SELECT t.oid IS NOT NULL AS there,
      CASE WHEN t.oid IS NULL THEN has_schema_privilege(current_schema(), 'CREATE')
        ELSE pg_has_role((SELECT relowner FROM pg_class WHERE oid = t.oid), 'USAGE') END AS may
    FROM (SELECT to_regclass('kysely_migration') AS oid) AS t
  `.execute(db);
  const [found] = rows;
  const names = found?.there === true ? await namesOf(db) : [];
  if (found?.may === true) {
    if (!isUpToDate(names)) await migrate(db);
    return 'owner';
  }
  const remedy =
    'Start Greenroom with the DATABASE_URL of the database’s owner first: it brings the tables up to date.';
  if (found?.there !== true)
    throw new Error(`There is no ledger in this database, and this database user may not make one. ${remedy}`);
  if (names.at(-1) === schemaVersion) return 'role';
  const unknown = names.find((name) => !(name in migrations));
  if (unknown !== undefined) throw new Error(tooNew(unknown));
  throw new Error(
    `The ledger’s newest migration is ${names.at(-1) ?? 'none'}; this Greenroom wants ${schemaVersion}, ` +
      `and this database user may not bring it up to date. ${remedy}`,
  );
}

/**
 * Then there is nothing to bring. Kysely would find the same, after it has had PostgreSQL list every table and column:
 * 20 to 40 ms of each start (measured). Who migrates just now does it in one transaction, so that names are all or none.
 */
function isUpToDate(names: readonly string[]): boolean {
  return names.join() === Object.keys(migrations).toSorted().join();
}

async function namesOf(db: Database): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`SELECT name FROM kysely_migration ORDER BY name`.execute(db);
  return rows.map(({ name }) => name);
}

function tooNew(unknown: string): string {
  return (
    `The ledger has migration ${unknown}, which this Greenroom does not know (its newest is ${schemaVersion}). ` +
    'A newer version has used it: start that one, or import an export into an empty database.'
  );
}
