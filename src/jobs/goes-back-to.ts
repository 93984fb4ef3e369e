import type { Leaving } from '../core/leaving.ts';
import type { Commit } from '../core/release.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Use } from './use.ts';

type Good = Awaited<ReturnType<Ledger['knownGood']>>[number];

const mostCommits = 20;

/**
 * Where /rollback goes, and from what. That is the version before the live one; but where the newest change ended badly
 * and still runs (its own way back failed), the live one of the ledger is the very version that people want back.
 */
export async function goesBackTo(
  use: Pick<Use, 'ledger'>,
  project: string,
  environment: string,
): Promise<{ readonly from: Commit | undefined; readonly good: Good | undefined; readonly live: number | undefined }> {
  const live = await use.ledger.live(project, environment);
  const last = (await use.ledger.views.history(project, environment, 20)).find((view) => view.startedAt !== undefined);
  const leftThere = last?.state === 'failed' && (last.serving === undefined || last.serving.number === last.number);
  const runs = last?.kind !== 'rollback' && leftThere ? last : undefined;
  const [good] = await use.ledger.knownGood(project, environment, runs?.release ?? live?.release.id);
  if (runs !== undefined && live !== undefined && live.release.id !== runs.release)
    return { from: runs.commit.commit, good: live, live: live.number };
  return { from: runs?.commit.commit ?? live?.release.commit, good, live: live?.number };
}

/** What goes away for the users. Undefined where the history cannot be read: going back must not wait for that. */
export async function leaving(
  use: Pick<Use, 'source' | 'log'>,
  project: string,
  from: Commit | undefined,
  to: Commit,
): Promise<Leaving | undefined> {
  if (from === undefined) return undefined;
  try {
    const { commits, more } = await use.source.between(project, to, from, mostCommits);
    const back = await use.source.between(project, from, to, mostCommits);
    return { from, commits, more, returns: back.commits.length + back.more };
  } catch (error) {
    use.log.warn({ project, from, to, error: String(error) }, 'what leaves with a rollback could not be read');
    return undefined;
  }
}
