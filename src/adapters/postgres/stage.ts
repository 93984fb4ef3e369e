import { type Selectable, sql } from 'kysely';
import type { SeenIdentity } from '../../core/isolation.ts';
import type { NewStageOperation, StageLedger, StageOperation } from '../../ports/stage-ledger.ts';
import { appendAudit } from './audit.ts';
import { type Store, type Trx, inTransaction, notify } from './database.ts';
import { change } from './deployments/change.ts';
import { writeEvidenceEnd } from './deployments/evidence-record.ts';
import { endIntent } from './intents.ts';
import { fence } from './leases.ts';
import { present, storable, toJson } from './stored.ts';
import type { Tables } from './tables.ts';

/** Staging's play: what was begun, how far it has come, and what the apps say of themselves. */
export function createStage({ db, clock }: Store): StageLedger {
  return {
    operation: async (id) => {
      const row = await db.selectFrom('stage_operations').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toOperation(row);
    },
    open: async (project, environment) => {
      const rows = await db
        .selectFrom('stage_operations')
        .selectAll()
        .where('project', '=', project)
        .where('environment', '=', environment)
        .where('ended_at', 'is', null)
        .orderBy('started_at')
        .orderBy('id')
        .execute();
      return rows.map(toOperation);
    },
    start: (operation, lease) =>
      inTransaction(db, async (trx) => {
        await fence(trx, lease);
        const there = await trx
          .selectFrom('stage_operations')
          .select('id')
          .where('id', '=', operation.id)
          .executeTakeFirst();
        if (there !== undefined) return 'started';
        return begin(trx, { db, clock }, operation, lease.token);
      }),
    progress: (id, progress) =>
      inTransaction(db, async (trx) => {
        await trx
          .updateTable('stage_operations')
          .set({ progress: toJson(progress), told: sql<number>`told + 1` })
          .where('id', '=', id)
          .where('ended_at', 'is', null)
          .execute();
        await trx
          .updateTable('projections')
          .set({ wanted: sql<number>`wanted + 1` })
          .where('kind', '=', 'reply')
          .where('subject', 'in', trx.selectFrom('requests').select('id').where('intent', '=', id))
          .execute();
        await notify(trx);
      }),
    end: (id, outcome) =>
      inTransaction(db, async (trx) => {
        const row = await trx
          .updateTable('stage_operations')
          .set({ ended_at: clock.now() })
          .where('id', '=', id)
          .where('ended_at', 'is', null)
          .returningAll()
          .executeTakeFirst();
        if (row === undefined) return;
        await endIntent(trx, clock.now(), id, outcome);
        await appendAudit(trx, clock, [
          {
            kind: 'stage.ended',
            project: row.project,
            environment: row.environment,
            actor: row.actor_id,
            facts: { operation: id, tool: row.tool, state: outcome.state, code: outcome.code },
          },
        ]);
      }),

    describe: (project, environment, description) =>
      inTransaction(db, async (trx) => {
        const its = { description: toJson(description), at: clock.now() };
        await trx
          .insertInto('stage_descriptions')
          .values({ project, environment, ...its })
          .onConflict((conflict) => conflict.columns(['project', 'environment']).doUpdateSet(its))
          .execute();
      }),
    recordIdentity: async (project, environment, seen) => {
      const its = { seen: toJson(seen), at: seen.at };
      await db
        .insertInto('app_identities')
        .values({ project, environment, ...its })
        .onConflict((conflict) => conflict.columns(['project', 'environment']).doUpdateSet(its))
        .execute();
    },
    identity: async (project, environment): Promise<SeenIdentity | undefined> => {
      const row = await db
        .selectFrom('app_identities')
        .select('seen')
        .where('project', '=', project)
        .where('environment', '=', environment)
        .executeTakeFirst();
      return row?.seen;
    },
    printKey: async () => {
      const row = await db
        .selectFrom('ledger_keys')
        .select('key')
        .where('purpose', '=', 'identities')
        .executeTakeFirst();
      if (row !== undefined) return row.key.toString('base64url');
      throw new Error(
        'The ledger has no key for the prints that apps make of what they are connected to. ' +
          'Start Greenroom with the DATABASE_URL of the database’s owner first: the owner makes it.',
      );
    },
  };
}

async function begin(
  trx: Trx,
  { clock }: Store,
  { id, project, environment, tool, actor, detail, deployment, confirms }: NewStageOperation,
  token: number,
): Promise<'started' | 'confirmed-before'> {
  const at = clock.now();
  const written = await trx
    .insertInto('stage_operations')
    .values({
      id,
      project,
      environment,
      tool,
      actor_id: storable(actor.discordId),
      actor_name: storable(actor.name),
      detail: storable(detail),
      deployment: deployment ?? null,
      confirms: confirms ?? null,
      fence: token,
      progress: null,
      started_at: at,
      ended_at: null,
    })
    .onConflict((conflict) => conflict.column('confirms').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (written === undefined) return 'confirmed-before';
  const cause = `/${tool} by ${actor.name}`;
  await writeEvidenceEnd(trx, at, {
    project,
    environment,
    cause,
    detail,
    ...(deployment === undefined ? {} : { deployment }),
  });
  if (deployment !== undefined) await change(trx, deployment);
  await notify(trx);
  const about = { project, environment, actor: storable(actor.discordId) };
  await appendAudit(trx, clock, [
    { ...about, kind: 'stage.used', facts: { operation: id, tool, detail: storable(detail) } },
    { ...about, kind: 'evidence.ended', facts: { cause: storable(cause), detail: storable(detail) } },
  ]);
  return 'started';
}

function toOperation(row: Selectable<Tables['stage_operations']>): StageOperation {
  return {
    id: row.id,
    project: row.project,
    environment: row.environment,
    tool: row.tool,
    actor: { discordId: row.actor_id, name: row.actor_name },
    startedAt: row.started_at,
    ...present({ endedAt: row.ended_at, progress: row.progress }),
  };
}
