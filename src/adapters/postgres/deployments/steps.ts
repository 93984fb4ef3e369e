import type { StepName, StepResult } from '../../../core/step.ts';
import type { Ledger } from '../../../ports/ledger.ts';
import { type Store, type Trx, inTransaction } from '../database.ts';
import { storable, toJson } from '../stored.ts';
import { change, lockUnderLease } from './change.ts';

/** Each step's record: the fence before the effect, the result after it. */
export function createSteps({ db, clock }: Store): Pick<Ledger, 'setSteps' | 'startStep' | 'endStep'> {
  return {
    setSteps: (id, steps, lease) =>
      inTransaction(db, async (trx) => {
        await lockUnderLease(trx, id, lease);
        await replaceSteps(trx, id, steps);
        await change(trx, id);
      }),

    startStep: (id, name, lease) =>
      inTransaction(db, async (trx) => {
        const deployment = await lockUnderLease(trx, id, lease);
        if (deployment.state !== 'running') {
          throw new Error(`deployment #${deployment.number} is ${deployment.state}; wanted running to start “${name}”`);
        }
        const step = await stepOf(trx, id, name);
        // `started` is what a dead worker leaves behind: its successor starts it again and observes first.
        if (step.state !== 'pending' && step.state !== 'started') {
          throw new Error(
            `step “${name}” of #${deployment.number} is ${step.state}; wanted pending or started to start it`,
          );
        }
        const now = clock.now();
        const attempt = step.attempts + 1;
        await trx
          .updateTable('steps')
          .set({
            state: 'started',
            attempts: attempt,
            fence: lease.token,
            code: null,
            detail: null,
            started_at: step.started_at ?? now,
            ended_at: null,
          })
          .where('deployment', '=', id)
          .where('name', '=', name)
          .execute();
        await change(trx, id);
        return { attempt };
      }),

    endStep: (id, name, result, lease) =>
      inTransaction(db, async (trx) => {
        const deployment = await lockUnderLease(trx, id, lease);
        const step = await stepOf(trx, id, name);
        const state = stateAfter(result);
        // Told again after an answer that was lost on the way.
        if (step.state === state && state !== 'started') return;
        const may = step.state === 'started' || (step.state === 'pending' && needsNoStart.includes(result.kind));
        if (!may) {
          throw new Error(
            `step “${name}” of #${deployment.number} is ${step.state}; wanted started to end it as ${result.kind}`,
          );
        }
        await trx
          .updateTable('steps')
          .set({
            state,
            code: result.kind === 'succeeded' ? null : result.code,
            detail: result.kind === 'succeeded' ? null : storable(result.detail),
            ...('evidence' in result && result.evidence !== undefined ? { evidence: toJson(result.evidence) } : {}),
            ended_at: state === 'started' ? null : clock.now(),
          })
          .where('deployment', '=', id)
          .where('name', '=', name)
          .execute();
        await change(trx, id);
      }),
  };
}

/** What was found before anything was begun. */
const needsNoStart: readonly StepResult['kind'][] = ['failed', 'skipped'];

/** What broke on the way stays begun, with its code: it may have had an effect, and is tried again. */
function stateAfter(result: StepResult): 'succeeded' | 'failed' | 'skipped' | 'started' {
  return result.kind === 'errored' ? 'started' : result.kind;
}

async function stepOf(trx: Trx, id: string, name: StepName) {
  const step = await trx
    .selectFrom('steps')
    .select(['state', 'attempts', 'started_at'])
    .where('deployment', '=', id)
    .where('name', '=', name)
    .executeTakeFirst();
  if (step === undefined) throw new Error(`deployment ${id} has no step “${name}”; setSteps puts it there`);
  return step;
}

/** The list in its order. What has begun keeps its record and cannot be left out: it happened. */
export async function replaceSteps(trx: Trx, id: string, names: readonly StepName[]): Promise<void> {
  const before = await trx.selectFrom('steps').select(['name', 'state']).where('deployment', '=', id).execute();
  const lost = before.filter((step) => !names.includes(step.name));
  const begun = lost.find((step) => step.state !== 'pending');
  if (begun !== undefined) {
    throw new Error(`step “${begun.name}” is ${begun.state}; the new list (${names.join(', ')}) must keep it`);
  }
  if (lost.length > 0) {
    const gone = lost.map((step) => step.name);
    await trx.deleteFrom('steps').where('deployment', '=', id).where('name', 'in', gone).execute();
  }
  if (names.length === 0) return;
  await trx
    .insertInto('steps')
    .values(names.map((name, position) => ({ deployment: id, name, position })))
    .onConflict((conflict) =>
      conflict.columns(['deployment', 'name']).doUpdateSet((row) => ({ position: row.ref('excluded.position') })),
    )
    .execute();
}
