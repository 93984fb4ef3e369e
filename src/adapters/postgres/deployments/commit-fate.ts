import { newId } from '../../../platform/ids.ts';
import type { Ledger } from '../../../ports/ledger.ts';
import { appendAudit } from '../audit.ts';
import { type Store, inTransaction, lockEnvironment, notify } from '../database.ts';
import { storable, toJson } from '../stored.ts';

/**
 * The end of a commit that gets no deployment: a status row that carries its own words. A commit that has a deployment
 * keeps that one's status, and a fate that is told again (each poll sees the same) changes nothing.
 */
export function createCommitFates({ db, clock }: Store): Pick<Ledger, 'commitFate'> {
  return {
    commitFate: (project, environment, commit, code, detail) =>
      inTransaction(db, async (trx) => {
        await lockEnvironment(trx, project, environment);
        const shown = await trx
          .selectFrom('projections')
          .select('fate')
          .where('kind', '=', 'status')
          .where('project', '=', project)
          .where('environment', '=', environment)
          .where('commit', '=', commit)
          .execute();
        const same = shown.some(
          ({ fate }) => fate === null || (fate.code === code && fate.detail === storable(detail)),
        );
        if (same) return;
        const fate = toJson({ project, environment, code, detail });
        await trx
          .insertInto('projections')
          .values({
            id: newId(clock.now()),
            surface: 'github',
            kind: 'status',
            subject: `fate/${project}/${environment}`,
            commit,
            project,
            environment,
            fate,
            wanted: 1,
          })
          .onConflict((conflict) =>
            conflict.columns(['surface', 'kind', 'subject', 'commit']).doUpdateSet({ fate, seen: 0, retry_at: null }),
          )
          .execute();
        await notify(trx);
        await appendAudit(trx, clock, [{ kind: 'commit.fate', project, environment, facts: { commit, code, detail } }]);
      }),
  };
}
