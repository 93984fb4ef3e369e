import type { ReasonCode } from './reason.ts';
import type { Commit } from './release.ts';

/** A version that an environment had to be taken back from. It does not go there again until somebody clears it. */
export interface BadVersion {
  readonly id: string;
  readonly project: string;
  readonly environment: string;
  /** release.digestSet of it. */
  readonly digests: string;
  readonly commit: Commit;
  /** Number of the deployment that showed it. */
  readonly number: number;
  readonly code: ReasonCode;
  readonly detail: string;
  /** Epoch milliseconds. */
  readonly at: number;
}
