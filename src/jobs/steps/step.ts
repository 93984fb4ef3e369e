import type { ReasonCode } from '../../core/reason.ts';
import type { StepName, StepResult } from '../../core/step.ts';
import type { ProjectConfig } from '../../ports/project.ts';
import type { Scene } from '../scene.ts';

/** How often a step is tried when something broke on the way, and how long it is waited for after each try. */
export interface Patience {
  readonly tries: number;
  /** After try 1, 2, … */
  readonly pauseMs: (attempt: number) => number;
}

/** One thing that a pipeline does. `run` looks whether its effect is there before it acts, so it may come twice. */
export interface Step {
  readonly name: StepName;
  readonly deadlineMs: (project: ProjectConfig) => number;
  /** The code when it was stopped at its deadline. */
  readonly late: ReasonCode;
  /** Where it is another than that of most steps (jobs/run-step.ts). */
  readonly patience?: Patience;
  readonly run: (scene: Scene) => Promise<StepResult>;
}
