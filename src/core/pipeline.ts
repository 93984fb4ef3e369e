import type { DeploymentEvent, DeploymentKind } from './deployment.ts';
import type { Tier } from './environment.ts';
import type { ReasonCode } from './reason.ts';
import type { StepName, StepRecord } from './step.ts';

/** What decides which steps there are. `migrations` and `suites`: whether the project has any. */
export interface Shape {
  readonly kind: DeploymentKind;
  readonly tier: Tier;
  readonly migrations: boolean;
  readonly suites: boolean;
}

/** Times that a step is tried when something broke on the way, unless it says so itself; never more than its starts. */
export const mostErrors = 3;
/** Starts of a step, deaths of its worker included. */
export const mostStarts = 6;

export type Move =
  | { readonly do: StepName }
  | { readonly end: DeploymentEvent; readonly code?: ReasonCode; readonly detail?: string };

/** The steps of a deployment that goes well, in order. Mending steps are added when they are needed. */
export function stepsOf(shape: Shape): readonly StepName[] {
  if (shape.kind === 'rollback') return ['roll-back', 'verify-roll-back'];
  if (shape.kind === 'verification') return ['verify', ...(shape.suites ? (['test'] as const) : []), 'evidence'];
  const change: readonly StepName[] = [...(shape.migrations ? (['migrate'] as const) : []), 'switch', 'verify'];
  if (shape.tier === 'production') return [...change, 'evidence'];
  return ['fetch', 'build', ...change, ...(shape.suites ? (['test'] as const) : []), 'evidence'];
}

const find = (steps: readonly StepRecord[], name: StepName): StepRecord | undefined =>
  steps.find((step) => step.name === name);
const isOver = (step: StepRecord | undefined): boolean =>
  step !== undefined && (step.state === 'succeeded' || step.state === 'skipped' || step.state === 'failed');

function failed(step: StepRecord | undefined): step is StepRecord {
  return step !== undefined && step.state === 'failed';
}

function failWith(step: StepRecord): Move {
  return {
    end: 'fail',
    ...(step.code === undefined ? {} : { code: step.code }),
    ...(step.detail === undefined ? {} : { detail: step.detail }),
  };
}

/** Going back, once: never a second rung below it, so that a failure does not cascade. */
function goBack(steps: readonly StepRecord[], why: StepRecord, ended: 'roll-back' | 'fail'): Move {
  const back = find(steps, 'roll-back');
  if (!isOver(back)) return { do: 'roll-back' };
  // There was nothing to go back to: what failed is the whole story.
  if (back?.state === 'skipped') return failWith(why);
  if (failed(back)) return { end: 'fail', code: 'deployment.roll-back-failed', detail: back.detail ?? '' };
  const verified = find(steps, 'verify-roll-back');
  if (!isOver(verified)) return { do: 'verify-roll-back' };
  if (failed(verified)) return { end: 'fail', code: 'deployment.roll-back-failed', detail: verified.detail ?? '' };
  return ended === 'fail'
    ? failWith(why)
    : { end: 'roll-back', code: why.code ?? 'deployment.rolled-back', detail: why.detail ?? '' };
}

/** A switch that ended so may have changed some services: it was cut off, and nobody knows where. */
const cutOff: readonly (ReasonCode | undefined)[] = ['switch.mixed', 'step.broken', 'step.deadline', undefined];

/**
 * Whether a failure of this step has left the environment changed, or may have. Of a switch that was begun more than once
 * its last end tells only of its last start: an earlier one, whose worker died or that broke off, may have changed some
 * services, whatever the target or the gate said afterwards.
 */
function leftChanged(step: StepRecord): boolean {
  return step.name === 'verify' || (step.name === 'switch' && (cutOff.includes(step.code) || step.attempts > 1));
}

/**
 * What comes next, from nothing but the history: the same history gives the same move, in whichever process. A step
 * that was started and not ended is the next one again (its worker died); it observes before it acts.
 */
export function nextMove(shape: Shape, steps: readonly StepRecord[]): Move {
  for (const name of stepsOf(shape)) {
    const step = find(steps, name);
    if (!isOver(step) || step === undefined) return { do: name };
    if (!failed(step)) continue;
    if (shape.kind === 'rollback')
      return { end: 'fail', code: 'deployment.roll-back-failed', detail: step.detail ?? '' };
    // A verification has changed nothing, so there is nothing to take back, also where what serves is not well.
    if (shape.kind === 'verification' || !leftChanged(step)) return failWith(step);
    if (shape.tier !== 'production') return goBack(steps, step, 'fail');
    const restarted = find(steps, 'restart');
    if (step.name === 'verify') {
      if (!isOver(restarted)) return { do: 'restart' };
      if (restarted?.state === 'succeeded') continue;
    }
    return goBack(steps, step, 'roll-back');
  }
  return { end: 'succeed' };
}
