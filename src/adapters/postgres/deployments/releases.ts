import { digestSet } from '../../../core/release.ts';
import { newId } from '../../../platform/ids.ts';
import type { Ledger } from '../../../ports/ledger.ts';
import { type Store, inTransaction } from '../database.ts';
import { toJson } from '../stored.ts';
import { change, lockUnderLease } from './change.ts';
import { liveIn, toRelease } from './live.ts';

/** What was built and what it makes up. */
export function createReleases({
  db,
  clock,
}: Store): Pick<
  Ledger,
  'artifact' | 'recordArtifact' | 'recordRelease' | 'release' | 'setRelease' | 'live' | 'configPrint' | 'configPrintOf'
> {
  return {
    artifact: async (key) =>
      db.selectFrom('artifacts').select(['service', 'key', 'digest']).where('key', '=', key).executeTakeFirst(),

    // A damaged artifact is built anew under its old key, and may come out with another digest.
    recordArtifact: async ({ key, service, digest }, commit, project) => {
      await db
        .insertInto('artifacts')
        .values({ key, project, commit, service, digest, created_at: clock.now() })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ digest, created_at: clock.now() }))
        .execute();
    },

    recordRelease: async (project, commit, artifacts) => {
      const row = await db
        .insertInto('releases')
        .values({
          id: newId(clock.now()),
          project,
          commit,
          digests: digestSet(artifacts),
          artifacts: toJson(artifacts),
          created_at: clock.now(),
        })
        .onConflict((conflict) =>
          // Nothing changes; without an update the row that is there would not come back. Of a column that says nothing,
          // since whoever records releases must be allowed to update it.
          conflict
            .columns(['project', 'commit', 'digests'])
            .doUpdateSet((old) => ({ created_at: old.ref('releases.created_at') })),
        )
        .returning(['id', 'project', 'commit', 'artifacts'])
        .executeTakeFirstOrThrow();
      return toRelease(row);
    },

    release: async (id) => {
      const row = await db.selectFrom('releases').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toRelease(row);
    },

    setRelease: (id, release, lease) =>
      inTransaction(db, async (trx) => {
        await lockUnderLease(trx, id, lease);
        await change(trx, id, { release: release.id });
      }),

    live: (project, environment) => liveIn(db, project, environment),

    configPrintOf: async (deployment) => {
      const row = await db
        .selectFrom('deployments')
        .select('config_print')
        .where('id', '=', deployment)
        .executeTakeFirst();
      return row?.config_print ?? undefined;
    },

    configPrint: async (project, environment) => {
      const row = await db
        .selectFrom('deployments')
        .select('config_print')
        .where('project', '=', project)
        .where('environment', '=', environment)
        .where('state', '=', 'succeeded')
        .where('config_print', 'is not', null)
        .orderBy('number', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row?.config_print ?? undefined;
    },
  };
}
