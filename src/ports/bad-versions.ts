import type { BadVersion } from '../core/bad-version.ts';
import type { Actor } from '../core/intent.ts';

/** What an environment had to be taken back from. Marked in the move that took it back (Ledger.move). */
export interface BadVersions {
  /** Those that nobody has cleared, newest first. */
  standing(project: string, environment: string): Promise<readonly BadVersion[]>;
  /** A named person lets it go there again, and lifts the lock that came with it where no other mark stands. */
  clear(id: string, by: Actor, reason: string): Promise<void>;
}
