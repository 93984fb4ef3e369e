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
  // At once: one that begins or ends between two of these looks is in the last of them, whatever its state.
  const [{ waiting, running }, [newest]] = await Promise.all([
    use.ledger.underWay(project, environment),
    use.ledger.views.history(project, environment, few),
  ]);
  if (brings(waiting)) return waiting;
  if (brings(running)) return running;
  if (newest === undefined || brings(newest)) return newest;
  return (await use.ledger.views.history(project, environment, many)).find(brings);
}

/** It ended because its commit could not be fetched: nothing of it was tried, so a look at the branch tries it again. */
export function neverArrived(view: DeploymentView): boolean {
  return view.state === 'failed' && view.code === 'fetch.failed';
}
