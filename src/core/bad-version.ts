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

/**
 * Whether this end of a change says something about the version. One that was only not allowed to go on half way (somebody
 * lost their role) is taken back, too, and is no bad version for that.
 */
export function blamesVersion(code: ReasonCode | undefined): boolean {
  return code === undefined || /^(switch|verify|step|deployment)\./.test(code);
}
