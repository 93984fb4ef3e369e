import { mostMigrationBytes, unreadable } from '../core/migration-class.ts';
import type { MigrationFacts } from '../core/migration.ts';
import type { AppliedMigration } from '../ports/ledger.ts';
import type { SourceFile } from '../ports/source.ts';
import type { GateUse } from './gate-use.ts';

type Reading = Pick<GateUse, 'projects' | 'source' | 'sql'>;

/** One content at one place. The same path with another content is another migration. */
export function migrationKey({ path, blob }: Pick<SourceFile, 'path' | 'blob'>): string {
  return `${blob} ${path}`;
}

/** Every file in the folders that the config names as migrations, sorted by path. */
export async function migrationsAt(use: Reading, project: string, commit: string): Promise<readonly SourceFile[]> {
  const found = new Map<string, SourceFile>();
  for (const { migrations } of Object.values(use.projects[project]?.services ?? {})) {
    if (migrations === undefined) continue;
    for (const file of await use.source.files(project, commit, migrations.folder)) found.set(file.path, file);
  }
  return [...found.values()].sort((left, right) => (left.path < right.path ? -1 : 1));
}

/**
 * The class of one file. Rejects where it should be there and could not be read: that is a trouble of the moment, and an
 * answer that changes with it would void a card.
 */
async function classOf(use: Reading, project: string, file: SourceFile): Promise<MigrationFacts> {
  const { path } = file;
  if (!file.plain) return { path, ...unreadable('is a link, not a file') };
  if (!/\.sql$/i.test(path)) return { path, ...unreadable('not SQL') };
  const text = await use.source.text(project, file, mostMigrationBytes);
  if (text === undefined) return { path, ...unreadable('is larger than 1 MiB') };
  return { path, ...(await use.sql.classify(text)) };
}

export function classesOf(use: Reading, project: string, files: readonly SourceFile[]): Promise<MigrationFacts[]> {
  return Promise.all(files.map((file) => classOf(use, project, file)));
}

/** What comes with `to` and is not in `from`, by path and by content: an edited migration was not seen either. */
export async function newMigrations(
  use: Reading,
  project: string,
  from: string | undefined,
  to: string,
): Promise<MigrationFacts[]> {
  const seen = new Set(from === undefined ? [] : (await migrationsAt(use, project, from)).map(migrationKey));
  const fresh = (await migrationsAt(use, project, to)).filter((file) => !seen.has(migrationKey(file)));
  return classesOf(use, project, fresh);
}

/** All migrations of a commit as the ledger keeps them, once they may have run. */
export async function readMigrations(
  use: Reading,
  project: string,
  commit: string,
): Promise<readonly Omit<AppliedMigration, 'deployment'>[]> {
  const files = await migrationsAt(use, project, commit);
  return Promise.all(files.map(async (file) => ({ ...(await classOf(use, project, file)), blob: file.blob })));
}
