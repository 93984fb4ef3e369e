import type { Actor } from './intent.ts';

/**
 * Nothing is changed in an environment while somebody holds it. `bad-version` is set by Greenroom when it had to go
 * back: until a named person has cleared the version with a reason.
 */
export type LockKind = 'person' | 'bad-version';

export interface Lock {
  readonly id: string;
  readonly project: string;
  readonly environment: string;
  readonly kind: LockKind;
  /** What somebody wrote: hostile text. */
  readonly reason: string;
  /** Absent where Greenroom set it. */
  readonly by?: Actor;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Absent: until somebody takes it away. */
  readonly expiresAt?: number;
}

/** A lock whose time is over holds nothing, also where nobody has taken it away yet. */
export function isInForce(lock: Pick<Lock, 'expiresAt'>, now: number): boolean {
  return lock.expiresAt === undefined || now < lock.expiresAt;
}

/** Who holds it and why, in one line; the reason is hostile text and is cleaned where it is shown. */
export function heldWords(lock: Lock): string {
  const until =
    lock.expiresAt === undefined ? 'until it is cleared' : `until ${new Date(lock.expiresAt).toISOString()}`;
  return lock.kind === 'bad-version'
    ? `Greenroom holds it: ${lock.reason}`
    : `${lock.by?.name ?? 'somebody'} holds it ${until}: ${lock.reason}`;
}
