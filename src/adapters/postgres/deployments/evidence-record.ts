import { sql } from 'kysely';
import type { ReasonCode } from '../../../core/reason.ts';
import { digestSet } from '../../../core/release.ts';
import { newId } from '../../../platform/ids.ts';
import type { Ledger } from '../../../ports/ledger.ts';
import { appendAudit } from '../audit.ts';
import { type Store, type Trx, inTransaction, notify } from '../database.ts';
import { present, storable } from '../stored.ts';

/** What an environment's evidence of some digests is worth: when it was gathered, and what came after. */
export function createEvidenceRecord({ db, clock }: Store): Pick<Ledger, 'evidenceOf' | 'endEvidence' | 'pushers'> {
  return {
    evidenceOf: async (project, environment, artifacts) => {
      const digests = digestSet(artifacts);
      const [verified, failed, ended] = await Promise.all([
        db
          .selectFrom('evidence as e')
          .innerJoin('releases as r', 'r.id', 'e.release')
          .innerJoin('deployments as d', 'd.id', 'e.deployment')
          .select(['e.at', 'e.deployment', 'd.number', 'd.started_at', 'd.created_at'])
          .where('e.project', '=', project)
          .where('e.environment', '=', environment)
          .where('r.digests', '=', digests)
          .orderBy('d.number', 'desc')
          .limit(1)
          .executeTakeFirst(),
        db
          .selectFrom('deployments as d')
          .innerJoin('releases as r', 'r.id', 'd.release')
          .leftJoin('suites as s', (join) => join.onRef('s.deployment', '=', 'd.id').on('s.ok', '=', false))
          .select(['d.number', 'd.code', 's.code as suite_code'])
          .select((row) => row.fn.coalesce('d.ended_at', 'd.started_at', 'd.created_at').as('at'))
          .where('d.project', '=', project)
          .where('d.environment', '=', environment)
          .where('r.digests', '=', digests)
          // A suite that was red has failed, also where its deployment still runs or somebody cancelled it then.
          .where((row) => row.or([row('d.state', 'in', ['failed', 'rolled-back']), row('s.ok', '=', false)]))
          .orderBy('d.number', 'desc')
          .limit(1)
          .executeTakeFirst(),
        db
          .selectFrom('evidence_ends')
          .select(['cause', 'detail', 'at'])
          .where('project', '=', project)
          .where('environment', '=', environment)
          .orderBy('at', 'desc')
          .orderBy('id', 'desc')
          .limit(1)
          .executeTakeFirst(),
      ]);
      return {
        ...(verified === undefined
          ? {}
          : {
              verified: {
                at: verified.at,
                deployment: verified.deployment,
                number: verified.number,
                since: verified.started_at ?? verified.created_at,
              },
            }),
        ...(failed === undefined
          ? {}
          : {
              failed: {
                number: failed.number,
                at: failed.at,
                ...present<{ code: ReasonCode | null }>({ code: failed.code ?? failed.suite_code }),
              },
            }),
        ...(ended === undefined ? {} : { ended }),
      };
    },

    endEvidence: (project, environment, { cause, detail, deployment, actor }) =>
      inTransaction(db, async (trx) => {
        const end = { project, environment, cause, detail, ...present({ deployment }) };
        await writeEvidenceEnd(trx, clock.now(), end);
        await notify(trx);
        await appendAudit(trx, clock, [
          {
            kind: 'evidence.ended',
            project,
            environment,
            ...(deployment === undefined ? {} : { deployment }),
            ...(actor === undefined ? {} : { actor }),
            facts: { cause: storable(cause), detail: storable(detail) },
          },
        ]);
      }),

    // A push that was folded into a newer one has lost its own row's pusher, but not its intent.
    pushers: async (project, commits) => {
      if (commits.length === 0) return [];
      const { rows } = await sql<{ pusher: string }>`
        SELECT DISTINCT body ->> 'pusher' AS pusher FROM intents
        WHERE kind = 'look-at-branch' AND body ->> 'after' = ANY(${[...commits]})
          AND body ->> 'project' = ${project} AND body ->> 'pusher' IS NOT NULL
        ORDER BY pusher
      `.execute(db);
      return rows.map(({ pusher }) => pusher);
    },
  };
}

/** Whatever the environment has verified so far holds no longer. */
export async function writeEvidenceEnd(
  trx: Trx,
  at: number,
  end: {
    readonly project: string;
    readonly environment: string;
    readonly cause: string;
    readonly detail: string;
    readonly deployment?: string;
  },
): Promise<void> {
  await trx
    .insertInto('evidence_ends')
    .values({
      id: newId(at),
      project: end.project,
      environment: end.environment,
      cause: storable(end.cause),
      detail: storable(end.detail),
      deployment: end.deployment ?? null,
      at,
    })
    .execute();
}
