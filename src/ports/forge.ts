import type { CommitFacts } from '../core/promotion.ts';
import type { Commit } from '../core/release.ts';

export interface CommitStatus {
  readonly state: 'pending' | 'success' | 'failure' | 'error';
  /** At most 140 characters. */
  readonly description: string;
  /** e.g. `greenroom/staging`. */
  readonly context: string;
  readonly url?: string;
}

export interface ForgeDeployment {
  readonly commit: Commit;
  readonly environment: string;
  readonly production: boolean;
  readonly description: string;
  /** Ours, put into the payload so that a deployment made just before a crash is found again. */
  readonly key: string;
}

export type ForgeDeploymentState = 'queued' | 'in_progress' | 'success' | 'failure' | 'error' | 'inactive';

/**
 * GitHub's API, for showing. What is deployed comes from git; the API only says that there is something to fetch, and
 * what, where git cannot. Throws on refusal or silence.
 */
export interface Forge {
  status(project: string, commit: Commit, status: CommitStatus): Promise<void>;
  /** Finds the deployment with this key, or makes it; its id. */
  deployment(project: string, wanted: ForgeDeployment): Promise<number>;
  deploymentStatus(
    project: string,
    id: number,
    state: ForgeDeploymentState,
    url: string | undefined,
    description: string,
  ): Promise<void>;
  /** Numbers of the pull requests that a commit came by. */
  pulls(project: string, commit: Commit): Promise<readonly number[]>;
  /**
   * GitHub login of who wrote each of these commits, all in the history of `head`, as far as GitHub knows it. One it
   * does not know, or that is too far back, is not in the answer.
   */
  authors(project: string, head: Commit, commits: readonly Commit[]): Promise<ReadonlyMap<Commit, string>>;
  /** Newest commit of a branch as the API sees it, for those who have not fetched it; undefined where it is gone. */
  head(project: string, branch: string): Promise<CommitFacts | undefined>;
}
