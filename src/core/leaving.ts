import type { CommitFacts } from './promotion.ts';
import type { Commit } from './release.ts';

/** What going back changes for those who use the environment. */
export interface Leaving {
  /** What ran when it was asked for. */
  readonly from: Commit;
  /** Commits that go away, newest first; `more` counts those that are not listed. */
  readonly commits: readonly CommitFacts[];
  readonly more: number;
  /** Commits that come back with it: where an earlier rollback had taken them away. */
  readonly returns: number;
}
