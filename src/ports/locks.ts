import type { Actor } from '../core/intent.ts';
import type { Lock } from '../core/lock.ts';

export type Taken =
  | { readonly ok: true; readonly lock: Lock }
  /** Somebody else holds it. */
  | { readonly ok: false; readonly held: Lock };

/** Locks of environments, for jobs. Each method is one transaction with its audit line. */
export interface Locks {
  /** Those in force now, newest first. Rejects where they cannot be read: an unreadable lock blocks. */
  inForce(project: string, environment: string): Promise<readonly Lock[]>;
  /** For a person. Their own is replaced (a longer time, another reason); somebody else's only with `takeOver`. */
  take(
    lock: Pick<Lock, 'project' | 'environment' | 'reason'> & { readonly by: Actor; readonly expiresAt: number },
    takeOver: boolean,
  ): Promise<Taken>;
  /** Ends it; a second end changes nothing. */
  release(id: string, by: Actor, reason: string): Promise<void>;
  /** Makes a notice due, once each, for those of persons that end before this time (epoch ms). */
  warn(project: string, environment: string, endsBefore: number): Promise<void>;
}
