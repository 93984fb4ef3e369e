import { type FreezeState, frozenAt } from '../core/freeze.ts';
import type { DeploymentView } from '../ports/views.ts';
import type { GateUse } from './gate-use.ts';

/** Steps by which production is changed. */
const touches = ['migrate', 'switch', 'restart', 'roll-back'];

/**
 * Whether production is frozen now, by the config's rules and by people, and whether this deployment's change had begun
 * before. Throws where any of it cannot be read: an unreadable freeze is a freeze.
 */
export async function readFreeze(
  use: Pick<GateUse, 'calendar' | 'clock' | 'ledger' | 'projects'>,
  project: string,
  environment: string,
  deployment: string | undefined,
): Promise<{ readonly state: FreezeState; readonly begun: boolean }> {
  const promote = use.projects[project]?.promote;
  if (promote === undefined) throw new Error(`${project} is not configured`);
  const now = use.clock.now();
  const manual = await use.ledger.freezes.standing(project, environment, now);
  const state = frozenAt(now, { ...use.calendar.around(promote, now), manual });
  return { state, begun: deployment !== undefined && hasBegun(await use.ledger.views.deployment(deployment)) };
}

/**
 * Read from the ledger again, since the step that asks has been started meanwhile. Its first start has no effect yet; a
 * second one says that a worker died in it or that it broke half way, and then nobody knows that it had none.
 */
function hasBegun(view: DeploymentView | undefined): boolean {
  return (view?.steps ?? []).some(
    (step) =>
      touches.includes(step.name) && (step.state === 'succeeded' || step.state === 'failed' || step.attempts > 1),
  );
}
