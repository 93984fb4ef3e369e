import { newId } from '../../../platform/ids.ts';
import type { Ledger } from '../../../ports/ledger.ts';
import { appendAudit } from '../audit.ts';
import { type Store, type Trx, inTransaction, notify } from '../database.ts';
import { toJson } from '../stored.ts';
import { change, lockUnderLease } from './change.ts';
import { toRelease } from './live.ts';

/** What was verified, where, and what was last seen there. Newest is the highest number, as in live.ts. */
export function createEvidence({
  db,
  clock,
}: Store): Pick<Ledger, 'verified' | 'recordEvidence' | 'knownGood' | 'recordObservation'> {
  return {
    verified: async (project, environment) => {
      const row = await db
        .selectFrom('evidence as e')
        .innerJoin('releases as r', 'r.id', 'e.release')
        .innerJoin('deployments as d', 'd.id', 'e.deployment')
        .select(['r.id', 'r.project', 'r.commit', 'r.artifacts', 'e.at', 'e.deployment'])
        .where('e.project', '=', project)
        .where('e.environment', '=', environment)
        .orderBy('d.number', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row && { release: toRelease(row), at: row.at, deployment: row.deployment };
    },

    // Once per deployment and release: evidence is never rewritten.
    recordEvidence: (project, environment, release, deployment, facts, lease) =>
      inTransaction(db, async (trx) => {
        await lockUnderLease(trx, deployment, lease);
        const written = await trx
          .insertInto('evidence')
          .values({
            id: newId(clock.now()),
            project,
            environment,
            release,
            deployment,
            facts: toJson(facts),
            at: clock.now(),
          })
          .onConflict((conflict) => conflict.columns(['deployment', 'release']).doNothing())
          .returning('id')
          .executeTakeFirst();
        if (written === undefined) return;
        await redrawPlayed(trx, project, environment, release);
        await notify(trx);
        await appendAudit(trx, clock, [
          { kind: 'release.verified', project, environment, deployment, facts: { release, evidence: facts } },
        ]);
      }),

    knownGood: async (project, environment, except) => {
      const rows = await db
        .selectFrom((from) =>
          from
            .selectFrom('evidence')
            .innerJoin('deployments as d', 'd.id', 'evidence.deployment')
            .distinctOn('evidence.release')
            .select(['evidence.release', 'evidence.deployment', 'd.number'])
            .where('evidence.project', '=', project)
            .where('evidence.environment', '=', environment)
            .orderBy('evidence.release')
            .orderBy('d.number', 'desc')
            .as('e'),
        )
        .innerJoin('releases as r', 'r.id', 'e.release')
        .select(['r.id', 'r.project', 'r.commit', 'r.artifacts', 'e.deployment', 'e.number'])
        .where('r.id', '!=', except ?? '')
        .orderBy('e.number', 'desc')
        .execute();
      return rows.map((row) => ({ release: toRelease(row), deployment: row.deployment, number: row.number }));
    },

    recordObservation: (project, environment, observation) =>
      inTransaction(db, async (trx) => {
        const json = toJson(observation);
        await trx
          .insertInto('observations')
          .values({ project, environment, observation: json, at: observation.at })
          .onConflict((conflict) =>
            conflict
              .columns(['project', 'environment'])
              .doUpdateSet({ observation: json, at: observation.at })
              // Looks that end out of order: the newer one stays.
              .where('observations.at', '<=', observation.at),
          )
          .execute();
        await notify(trx);
      }),
  };
}

/** Cards that say that their evidence was played away are drawn again: it has been gathered anew. */
async function redrawPlayed(trx: Trx, project: string, environment: string, release: string): Promise<void> {
  const rows = await trx
    .selectFrom('deployments as d')
    .innerJoin('evidence_ends as ee', 'ee.deployment', 'd.id')
    .select('d.id')
    .distinct()
    .where('d.project', '=', project)
    .where('d.environment', '=', environment)
    .where('d.release', '=', release)
    .orderBy('d.id')
    .execute();
  for (const { id } of rows) await change(trx, id);
}
