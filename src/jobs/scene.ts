import type { Shape } from '../core/pipeline.ts';
import type { ActIo } from '../ports/io.ts';
import type { Lease } from '../ports/ledger.ts';
import type { ProjectConfig } from '../ports/project.ts';
import type { DeploymentView } from '../ports/views.ts';
import type { Use } from './use.ts';

/** Everything a step may look at while one deployment is driven. The view is read anew before each step. */
export interface Scene {
  readonly use: Use;
  readonly view: DeploymentView;
  readonly project: ProjectConfig;
  readonly shape: Shape;
  readonly lease: Lease;
  readonly io: ActIo;
  /** A line of our own in the step's log. */
  readonly say: (line: string) => void;
}

export function shapeOf(project: ProjectConfig, view: Pick<DeploymentView, 'kind' | 'tier'>): Shape {
  return {
    kind: view.kind,
    tier: view.tier,
    migrations: Object.values(project.services).some((service) => service.migrations !== undefined),
    suites: project.verify.length > 0,
  };
}
