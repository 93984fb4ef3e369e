import type { Selectable } from 'kysely';
import type { BadVersion } from '../../core/bad-version.ts';
import type { ReasonCode } from '../../core/reason.ts';
import { digestSet, shortCommit } from '../../core/release.ts';
import { newId } from '../../platform/ids.ts';
import type { BadVersions } from '../../ports/bad-versions.ts';
import { appendAudit } from './audit.ts';
import { type Database, type Store, type Trx, inTransaction, notify } from './database.ts';
import type { DeploymentRow } from './deployments/change.ts';
import { insertLock } from './locks.ts';
import { storable } from './stored.ts';
import type { Tables } from './tables.ts';

function toBadVersion(row: Selectable<Tables['bad_versions']>): BadVersion {
  const { id, project, environment, digests, commit, number, code, detail, at } = row;
  return { id, project, environment, digests, commit, number, code, detail, at };
}

export async function standingBadVersions(db: Database, project: string, environment: string): Promise<BadVersion[]> {
  const rows = await db
    .selectFrom('bad_versions')
    .selectAll()
    .where('project', '=', project)
    .where('environment', '=', environment)
    .where('cleared_at', 'is', null)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows.map(toBadVersion);
}

/**
 * Remembers that production had to be taken back from this deployment's version, and locks production, in the move that
 * ends it: nothing can come between. Told again it changes nothing.
 */
export async function markBad(
  trx: Trx,
  now: number,
  row: DeploymentRow,
  why: { readonly code: ReasonCode; readonly detail: string },
): Promise<void> {
  const { project, environment, number, commit } = row;
  const release =
    row.release === null
      ? undefined
      : await trx.selectFrom('releases').select('artifacts').where('id', '=', row.release).executeTakeFirst();
  if (release === undefined) return;
  await trx
    .insertInto('bad_versions')
    .values({
      id: newId(now),
      project,
      environment,
      digests: digestSet(release.artifacts),
      commit,
      deployment: row.id,
      number,
      code: why.code,
      detail: storable(why.detail),
      at: now,
    })
    .onConflict((conflict) => conflict.column('deployment').doNothing())
    .execute();
  const locked = await trx
    .selectFrom('locks')
    .select('id')
    .where('project', '=', project)
    .where('environment', '=', environment)
    .where('kind', '=', 'bad-version')
    .where('released_at', 'is', null)
    .executeTakeFirst();
  if (locked !== undefined) return;
  await insertLock(trx, now, {
    project,
    environment,
    kind: 'bad-version',
    reason: `#${String(number)} (${shortCommit(commit)}) was not well there: ${why.code}`,
  });
}

export function createBadVersions({ db, clock }: Store): BadVersions {
  return {
    standing: (project, environment) => standingBadVersions(db, project, environment),

    clear: (id, by, reason) =>
      inTransaction(db, async (trx) => {
        const now = clock.now();
        const row = await trx
          .updateTable('bad_versions')
          .set({ cleared_at: now, cleared_by: by.discordId, cleared_reason: storable(reason) })
          .where('id', '=', id)
          .where('cleared_at', 'is', null)
          .returningAll()
          .executeTakeFirst();
        if (row === undefined) return;
        const { project, environment, number, commit } = row;
        const others = await standingBadVersions(trx, project, environment);
        if (others.length === 0)
          await trx
            .updateTable('locks')
            .set({ released_at: now, released_by: by.discordId, release_reason: storable(reason) })
            .where('project', '=', project)
            .where('environment', '=', environment)
            .where('kind', '=', 'bad-version')
            .where('released_at', 'is', null)
            .execute();
        await notify(trx);
        await appendAudit(trx, clock, [
          { kind: 'version.cleared', project, environment, actor: by.discordId, facts: { number, commit, reason } },
        ]);
      }),
  };
}
