import type { CommitFacts } from '../core/promotion.ts';
import type { Commit } from '../core/release.ts';
import type { Use } from './use.ts';

/** What the mirror says about a commit; a commit that it cannot describe is still named. */
export async function describeCommit(use: Use, project: string, commit: Commit): Promise<CommitFacts> {
  return (await use.source.describe(project, commit)) ?? { commit, subject: '', author: '', at: use.clock.now() };
}
