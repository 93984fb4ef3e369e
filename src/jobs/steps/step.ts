import type { ReasonCode } from '../../core/reason.ts';
import type { StepName, StepResult } from '../../core/step.ts';
import type { ProjectConfig } from '../../ports/project.ts';
import type { Scene } from '../scene.ts';

/** One thing that a pipeline does. `run` looks whether its effect is there before it acts, so it may come twice. */
export interface Step {
  readonly name: StepName;
  readonly deadlineMs: (project: ProjectConfig) => number;
  /** The code when it was stopped at its deadline. */
  readonly late: ReasonCode;
  readonly run: (scene: Scene) => Promise<StepResult>;
}
