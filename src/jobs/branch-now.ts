import type { Intent } from '../core/intent.ts';
import type { CommitFacts } from '../core/promotion.ts';
import type { Commit } from '../core/release.ts';
import type { DeploymentView } from '../ports/views.ts';
import type { Use } from './use.ts';

type Look = Extract<Intent, { kind: 'look-at-branch' }>;

/** A branch's newest commit. Not fetched: nothing is known of it but what GitHub's API says. */
export type BranchNow =
  | { readonly fetched: true; readonly head: Commit }
  | { readonly fetched: false; readonly head: Commit; readonly facts: CommitFacts };

/**
 * Fetches, and says where the branch is; undefined where it is gone. Where it cannot be fetched (a full disk, git's
 * server away), GitHub's API may still name the commit: then it gets a deployment all the same, so that its card says
 * what is wrong, and whoever pushed hears of it. Rejects with what fetching said where that must wait for the next try:
 * the API does not know either; or it names a commit other than the one that was pushed, or waits, and nobody can say
 * whether those are part of it.
 */
export async function branchNow(
  use: Use,
  { project, branch, after }: Look,
  current: DeploymentView | undefined,
  signal: AbortSignal,
): Promise<BranchNow | undefined> {
  try {
    await use.source.fetch(project, signal);
  } catch (error) {
    signal.throwIfAborted();
    const facts = await use.forge.head(project, branch).catch(() => {
      throw error;
    });
    if (facts === undefined) return undefined;
    const head = facts.commit;
    const waits = current?.state === 'waiting' ? current.commit.commit : head;
    if (waits !== head || (after ?? head) !== head) throw error;
    use.log.warn({ project, branch, error: String(error) }, 'a branch could not be fetched; its card says so');
    return { fetched: false, head, facts };
  }
  const head = await use.source.head(project, branch);
  return head === undefined ? undefined : { fetched: true, head };
}
