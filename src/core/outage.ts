import { CredentialRefused } from './credential-refused.ts';
import { ForgeLimited, ForgeRefused } from './forge-trouble.ts';

export type OutageCode = 'github.refused' | 'github.limited' | 'github.away';

/** A followed branch that GitHub does not let us look at: a push there may be neither seen nor fetched. */
export interface Outage {
  readonly id: string;
  readonly project: string;
  /** The environment that follows the branch. */
  readonly environment: string;
  readonly code: OutageCode;
  /** What was found, in one line. */
  readonly detail: string;
  /** First look that went wrong, epoch milliseconds. */
  readonly since: number;
  /** First look that went well again, epoch milliseconds; absent while it lasts. */
  readonly endedAt?: number;
  /** Rises with each change: the projector compares it. */
  readonly version: number;
}

/** What a look at a branch went wrong by. */
export function outageCode(error: unknown): OutageCode {
  if (error instanceof CredentialRefused || error instanceof ForgeRefused) return 'github.refused';
  return error instanceof ForgeLimited ? 'github.limited' : 'github.away';
}

/** GitHub is away for a minute or two every other week, and nobody wants to be called for that. */
const tellAfterMs = 5 * 60_000;

/**
 * Whether people are to hear of it. A refusal stays until a person acts, so it is told as soon as a second look says the
 * same; silence only when it has lasted.
 */
export function isWorthTelling(
  code: OutageCode,
  { since, looks }: { since: number; looks: number },
  now: number,
): boolean {
  return looks >= 2 && (code === 'github.refused' || now - since >= tellAfterMs);
}
