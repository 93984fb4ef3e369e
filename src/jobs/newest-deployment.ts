import type { Commit } from '../core/release.ts';
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

const brings = (view: DeploymentView | undefined): view is DeploymentView =>
  view !== undefined && view.kind !== 'verification';

/** Somebody named a commit, or the config has changed: neither says where the branch is. */
const cameOfBranch = (view: DeploymentView): boolean =>
  view.requestedBy === undefined && view.configChange === undefined;

/**
 * The deployment that a branch's head has had by now; undefined where it is to be deployed. What people asked for since
 * the branch was last followed stands beside it: compared with that alone, the head would look new, and the next look at
 * the branch, or a webhook that comes late, would replace what somebody has just deployed by name.
 */
export async function deploymentOfHead(
  use: Pick<Use, 'ledger'>,
  project: string,
  environment: string,
  newest: DeploymentView | undefined,
  head: Commit,
): Promise<DeploymentView | undefined> {
  if (newest === undefined || newest.commit.commit === head) return newest;
  if (cameOfBranch(newest)) return undefined;
  const past = (await use.ledger.views.history(project, environment, many)).filter(brings);
  const followed = past.findIndex(cameOfBranch);
  const since = followed < 0 ? past : past.slice(0, followed + 1);
  // One whose place was taken while it waited has had no turn.
  return since.find(({ commit, state }) => commit.commit === head && state !== 'superseded');
}

/** It ended because its commit could not be fetched: nothing of it was tried, so a look at the branch tries it again. */
export function neverArrived(view: DeploymentView): boolean {
  return view.state === 'failed' && view.code === 'fetch.failed';
}
