import type { MigrationFacts } from '../core/migration.ts';
import type { Release } from '../core/release.ts';
import type { GateUse } from './gate-use.ts';
import { classesOf, migrationKey, migrationsAt } from './read-migrations.ts';

/**
 * What an environment may have run since this release was last verified there, and that the release does not have: the
 * schema that its code would meet. What was there when it was verified cannot hurt it, also where its own files have
 * been put together since.
 */
export async function appliedSince(
  use: Pick<GateUse, 'ledger' | 'projects' | 'source' | 'sql'>,
  project: string,
  environment: string,
  release: Release,
): Promise<readonly MigrationFacts[]> {
  const good = (await use.ledger.knownGood(project, environment)).find((one) => one.release.id === release.id);
  const since = good?.number ?? 0;
  const has = new Set((await migrationsAt(use, project, release.commit)).map(migrationKey));
  const applied = await use.ledger.appliedMigrations(project, environment);
  const later = applied.filter((one) => one.deployment > since && !has.has(migrationKey(one)));
  const live = await use.ledger.live(project, environment);
  if (live === undefined || live.number <= since) return later;
  // A ledger that began to write them down after they had run knows them from the release that is live.
  const written = new Set(applied.map(migrationKey));
  const unwritten = (await migrationsAt(use, project, live.release.commit)).filter(
    (file) => !has.has(migrationKey(file)) && !written.has(migrationKey(file)),
  );
  return [...later, ...(await classesOf(use, project, unwritten))];
}
