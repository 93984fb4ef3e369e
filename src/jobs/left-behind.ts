import type { Commit } from '../core/release.ts';
import type { NewDeployment } from '../ports/ledger.ts';
import type { DeploymentView } from '../ports/views.ts';
import type { Use } from './use.ts';

/** What waits in the environment (the deployment given, if it does) and is no part of this commit, as after a force-push. */
export async function leftBehind(
  use: Use,
  project: string,
  deployment: DeploymentView | undefined,
  commit: Commit,
): Promise<Pick<NewDeployment, 'leaves'>> {
  const waiting = deployment?.state === 'waiting' ? deployment.commit.commit : undefined;
  if (waiting === undefined || waiting === commit) return {};
  const known = await use.source.resolve(project, waiting);
  return known !== undefined && (await use.source.contains(project, commit, known)) ? {} : { leaves: waiting };
}
