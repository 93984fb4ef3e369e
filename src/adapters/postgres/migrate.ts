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
  if (unknown !== undefined) {
    throw new Error(
      `The ledger has migration ${unknown}, which this Greenroom does not know (its newest is ${schemaVersion}). ` +
        'A newer version has used it: start that one, or import an export into an empty database.',
    );
  }
  throw new Error(`The ledger’s tables could not be brought up to date: ${found}`, { cause: error });
}
