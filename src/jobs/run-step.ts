import { mostStarts, mostErrors } from '../core/pipeline.ts';
import type { StepName, StepResult } from '../core/step.ts';
import { createStepLog } from './step-log.ts';
import type { Scene } from './scene.ts';
import { stepNamed } from './steps/index.ts';
import type { Patience } from './steps/step.ts';

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Waits longer after each try: 0.5 s, 1 s, 2 s. */
const usual: Patience = { tries: mostErrors, pauseMs: (attempt) => 250 * 2 ** attempt };

/**
 * One step to its end: the ledger first (with the fence), then observe and act, then the evidence. What broke on the
 * way is tried again; a step whose worker died is started again here, too, and looks before it acts.
 * Throws only where it may not go on: lost lease, shutdown, or a ledger that does not answer.
 */
export async function runStep(
  name: StepName,
  scene: Omit<Scene, 'io' | 'say'>,
  signal: AbortSignal,
): Promise<StepResult> {
  const { use, view, lease } = scene;
  const step = stepNamed(name);
  for (;;) {
    const { attempt } = await use.ledger.startStep(view.id, name, lease);
    if (attempt > mostStarts) {
      const result: StepResult = {
        kind: 'failed',
        code: 'step.broken',
        detail: `started ${attempt} times without an end`,
      };
      await use.ledger.endStep(view.id, name, result, lease);
      return result;
    }
    const deadlineMs = step.deadlineMs(scene.project);
    const late = AbortSignal.timeout(deadlineMs);
    const log = createStepLog(use, view.id, name);
    const io = {
      output: log.write,
      signal: AbortSignal.any([signal, late]),
      fence: () => use.ledger.leases.check(lease),
    };
    let result: StepResult;
    try {
      result = await step.run({ ...scene, io, say: (line) => log.write(`${line}\n`) });
    } catch (error) {
      result = { kind: 'errored', code: 'step.broken', detail: message(error) };
    } finally {
      await log.close();
    }
    // A step that was stopped from outside has no end of its own: the next worker takes it up.
    signal.throwIfAborted();
    // What is known to be half done stays so, however late it was told: the way back depends on it.
    const half = result.kind === 'failed' && result.code === 'switch.mixed';
    if (late.aborted && !half && (result.kind === 'errored' || result.kind === 'failed')) {
      result = { kind: 'failed', code: step.late, detail: `stopped after ${Math.round(deadlineMs / 1000)} s` };
    }
    const { tries, pauseMs } = step.patience ?? usual;
    if (result.kind === 'errored' && attempt < tries) {
      // For whoever watches the card: it says what broke, instead of nothing for as long as that takes.
      await use.ledger.endStep(view.id, name, result, lease);
      use.log.warn(
        { deployment: view.id, step: name, attempt, detail: result.detail },
        'a step broke; it is tried again',
      );
      await use.clock.wait(pauseMs(attempt), signal);
      signal.throwIfAborted();
      continue;
    }
    const end: StepResult =
      result.kind === 'errored' ? { kind: 'failed', code: result.code, detail: result.detail } : result;
    await use.ledger.endStep(view.id, name, end, lease);
    return end;
  }
}
