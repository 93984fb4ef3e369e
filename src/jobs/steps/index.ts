import type { StepName } from '../../core/step.ts';
import { build } from './build.ts';
import { evidence } from './evidence.ts';
import { fetch } from './fetch.ts';
import { migrate } from './migrate.ts';
import { restart } from './restart.ts';
import { rollBack } from './roll-back.ts';
import type { Step } from './step.ts';
import { switchOver } from './switch-over.ts';
import { test } from './test.ts';
import { verifyRollBack } from './verify-roll-back.ts';
import { verify } from './verify.ts';

/** Every step, by name. A name without a step does not compile. */
const steps: Readonly<Record<StepName, Step>> = {
  fetch,
  build,
  migrate,
  switch: switchOver,
  verify,
  test,
  evidence,
  restart,
  'roll-back': rollBack,
  'verify-roll-back': verifyRollBack,
};

export function stepNamed(name: StepName): Step {
  return steps[name];
}
