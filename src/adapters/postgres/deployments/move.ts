import { blamesVersion } from '../../../core/bad-version.ts';
import { type DeploymentEvent, isEnded, transition } from '../../../core/deployment.ts';
import { MovedOn } from '../../../core/moved-on.ts';
import { isConfigOnly } from '../../../core/promotion.ts';
import type { ReasonCode } from '../../../core/reason.ts';
import type { Ledger } from '../../../ports/ledger.ts';
import type { DeploymentView } from '../../../ports/views.ts';
import { markBad } from '../bad-versions.ts';
import { type Store, type Trx, inTransaction } from '../database.ts';
import { storable, toJson } from '../stored.ts';
import { deploymentById } from '../views/deployments.ts';
import { type DeploymentRow, auditDeployment, change, lockUnderLease } from './change.ts';
import { liveIn } from './live.ts';
import { showAlert } from './projection-rows.ts';

/** Ledger.move: the state machine of core/deployment.ts, on the locked row. */
export function createMoves({
  db,
  clock,
}: Store): Pick<Ledger, 'move' | 'waitsFor' | 'requestCancel' | 'cancelRequested'> {
  return {
    move: (id, event, why, lease) =>
      inTransaction(db, async (trx) => {
        const row = await lockUnderLease(trx, id, lease);
        const to = transition(row.state, event);
        // Who cancels without a lease decided about what waited. Begun meanwhile, it is its owner's alone to end.
        const begun = event === 'cancel' && lease === undefined && row.state === 'running';
        if (to === undefined || begun)
          throw new MovedOn(`deployment #${row.number}`, row.state, `one that can “${event}”`);
        const ended = isEnded(to);
        const serving = ended && to !== 'succeeded' ? await servingAfter(trx, row) : undefined;
        const version = await change(trx, id, {
          state: to,
          code: why.code ?? null,
          detail: why.detail === undefined ? null : storable(why.detail),
          ...(event === 'start' ? { started_at: clock.now() } : {}),
          ...(ended ? { ended_at: clock.now() } : {}),
          ...(serving === undefined ? {} : { serving: toJson(serving) }),
        });
        if (isEnded(to)) await rememberIfBad(trx, clock.now(), row, event, why);
        if (event === 'fail' || event === 'roll-back') await showAlert(trx, clock, { ...row, version });
        await auditDeployment(trx, clock, row, {
          kind: `deployment.${event}`,
          ...(why.actor === undefined ? {} : { actor: why.actor }),
          facts: {
            number: row.number,
            commit: row.commit,
            release: row.release,
            from: row.state,
            to,
            code: why.code ?? null,
            detail: why.detail ?? null,
          },
        });
        const view = await deploymentById(trx, id);
        if (view === undefined) throw new Error(`There is no deployment ${id}.`);
        return view;
      }),

    waitsFor: (id, why) =>
      inTransaction(db, async (trx) => {
        const row = await lockUnderLease(trx, id, undefined);
        const [code, detail] = [why?.code ?? null, why === undefined ? null : storable(why.detail)];
        if (row.state !== 'waiting' || (row.code === code && row.detail === detail)) return;
        await change(trx, id, { code, detail });
      }),

    requestCancel: (id, actor) =>
      inTransaction(db, async (trx) => {
        const row = await lockUnderLease(trx, id, undefined);
        if (isEnded(row.state))
          throw new Error(`deployment #${row.number} is ${row.state}; wanted waiting or running to cancel it`);
        if (row.cancel_requested_by !== null) return;
        await change(trx, id, { cancel_requested_by: actor });
        await auditDeployment(trx, clock, row, {
          kind: 'deployment.cancel-requested',
          actor,
          facts: { number: row.number },
        });
      }),

    cancelRequested: async (id) => {
      const row = await db
        .selectFrom('deployments')
        .select('cancel_requested_by')
        .where('id', '=', id)
        .executeTakeFirst();
      return row !== undefined && row.cancel_requested_by !== null;
    },
  };
}

/**
 * Production was not well with it, and Greenroom tried to mend that: whether the way back worked or not, the version does
 * not go there again until a person has looked.
 */
async function rememberIfBad(
  trx: Trx,
  now: number,
  row: DeploymentRow,
  event: DeploymentEvent,
  why: { readonly code?: ReasonCode; readonly detail?: string },
): Promise<void> {
  // The version was well there before; its values were not, and those are another card next time.
  if (row.promotion !== null && isConfigOnly(row.promotion.plan)) return;
  if (row.tier !== 'production' || row.kind === 'rollback' || (event !== 'fail' && event !== 'roll-back')) return;
  if (event === 'roll-back' && !blamesVersion(why.code)) return;
  const mended = await trx
    .selectFrom('steps')
    .select('name')
    .where('deployment', '=', row.id)
    .where('name', 'in', ['restart', 'roll-back'])
    .executeTakeFirst();
  if (mended === undefined) return;
  await markBad(trx, now, row, { code: why.code ?? 'deployment.rolled-back', detail: why.detail ?? '' });
}

/**
 * What serves after a bad end: itself, where it was switched to and not taken back (red tests on staging leave the
 * new version there for looking at); else what was live before. Unknown where only a part was switched.
 */
async function servingAfter(trx: Trx, row: DeploymentRow): Promise<DeploymentView['serving']> {
  // It never changed what serves; whose deployment brought that is not asked here.
  if (row.kind === 'verification') return { commit: row.commit, number: row.number };
  const steps = await trx
    .selectFrom('steps')
    .select(['name', 'state', 'code'])
    .where('deployment', '=', row.id)
    .execute();
  const succeeded = (name: 'switch' | 'roll-back'): boolean =>
    steps.some((step) => step.name === name && step.state === 'succeeded');
  if (succeeded('switch') && !succeeded('roll-back')) return { commit: row.commit, number: row.number };
  if (!succeeded('roll-back') && steps.some((step) => step.code === 'switch.mixed')) return undefined;
  const live = await liveIn(trx, row.project, row.environment);
  return live && { commit: live.release.commit, number: live.number };
}
