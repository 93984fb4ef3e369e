import type { StepName, StepResult } from '../../../core/step.ts';
import type { Ledger } from '../../../ports/ledger.ts';
import { type Store, type Trx, inTransaction } from '../database.ts';
import { storable, toJson } from '../stored.ts';
import { change, lockStep, lockUnderLease } from './change.ts';

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
        const { deployment, step } = await lockStep(trx, id, name, lease);
        if (deployment.state !== 'running') {
          throw new Error(`deployment #${deployment.number} is ${deployment.state}; wanted running to start “${name}”`);
        }
        // `started` is what a dead worker leaves behind: its successor starts it again and observes first.
        if (step.state !== 'pending' && step.state !== 'started') {
          throw new Error(
            `step “${name}” of #${deployment.number} is ${step.state}; wanted pending or started to start it`,
          );
        }
        const now = clock.now();
        const attempt = step.attempts + 1;
        const fields = {
          state: 'started',
          attempts: attempt,
          fence: lease.token,
          code: null,
          detail: null,
          started_at: step.started_at ?? now,
          ended_at: null,
        } as const;
        await change(trx, id, {}, { name, fields });
        return { attempt };
      }),

    endStep: (id, name, result, lease) =>
      inTransaction(db, async (trx) => {
        const { deployment, step } = await lockStep(trx, id, name, lease);
        const state = stateAfter(result);
        // Told again after an answer that was lost on the way.
        if (step.state === state && state !== 'started') return;
        const may = step.state === 'started' || (step.state === 'pending' && needsNoStart.includes(result.kind));
        if (!may) {
          throw new Error(
            `step “${name}” of #${deployment.number} is ${step.state}; wanted started to end it as ${result.kind}`,
          );
        }
        const fields = {
          state,
          code: result.kind === 'succeeded' ? null : result.code,
          detail: result.kind === 'succeeded' ? null : storable(result.detail),
          ...('evidence' in result && result.evidence !== undefined ? { evidence: toJson(result.evidence) } : {}),
          ended_at: state === 'started' ? null : clock.now(),
        };
        await change(trx, id, {}, { name, fields });
      }),
  };
}

/** What was found before anything was begun. */
const needsNoStart: readonly StepResult['kind'][] = ['failed', 'skipped'];

/** What broke on the way stays begun, with its code: it may have had an effect, and is tried again. */
function stateAfter(result: StepResult): 'succeeded' | 'failed' | 'skipped' | 'started' {
  return result.kind === 'errored' ? 'started' : result.kind;
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
  await putSteps(trx, id, names);
}

/** Adds them in this order, and moves those that are there already. */
export async function putSteps(trx: Trx, id: string, names: readonly StepName[]): Promise<void> {
  if (names.length === 0) return;
  await trx
    .insertInto('steps')
    .values(names.map((name, position) => ({ deployment: id, name, position })))
    .onConflict((conflict) =>
      conflict.columns(['deployment', 'name']).doUpdateSet((row) => ({ position: row.ref('excluded.position') })),
    )
    .execute();
}
