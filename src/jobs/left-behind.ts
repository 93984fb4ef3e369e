import type { Commit } from '../core/release.ts';
import type { NewDeployment } from '../ports/ledger.ts';
import type { Use } from './use.ts';

/** What waits in the environment and is no part of this commit, as after a force-push. */
export async function leftBehind(
  use: Use,
  project: string,
  environment: string,
  commit: Commit,
): Promise<Pick<NewDeployment, 'leaves'>> {
  const waiting = (await use.ledger.waiting(project, environment))?.commit.commit;
  if (waiting === undefined || waiting === commit) return {};
  const known = await use.source.resolve(project, waiting);
  return known !== undefined && (await use.source.contains(project, commit, known)) ? {} : { leaves: waiting };
}
