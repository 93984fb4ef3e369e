import type { DeploymentView } from '../ports/views.ts';
import type { Use } from './use.ts';

/** Looked at first; the rest only where verifications have come since. */
const few = 1;
const many = 50;

/**
 * The deployment that last tried to bring something to this environment: what waits, else what runs, else the newest.
 * A verification brings nothing there, so the branch is not compared with it: after one, a head that had failed would
 * look new, and would be deployed again and again.
 */
export async function newestDeployment(
  use: Pick<Use, 'ledger'>,
  project: string,
  environment: string,
): Promise<DeploymentView | undefined> {
  const brings = (view: DeploymentView | undefined): view is DeploymentView =>
    view !== undefined && view.kind !== 'verification';
  const waiting = await use.ledger.waiting(project, environment);
  if (brings(waiting)) return waiting;
  const running = await use.ledger.running(project, environment);
  if (brings(running)) return running;
  const [newest] = await use.ledger.views.history(project, environment, few);
  if (newest === undefined || brings(newest)) return newest;
  return (await use.ledger.views.history(project, environment, many)).find(brings);
}
