import type { Actor } from '../core/intent.ts';
import type { Lock } from '../core/lock.ts';

/** Locks of environments, for jobs. Each method is one transaction with its audit line. */
export interface Locks {
  /** Those in force now, newest first. Rejects where they cannot be read: an unreadable lock blocks. */
  inForce(project: string, environment: string): Promise<readonly Lock[]>;
  /** One of each kind an environment: rejects where one of a person is in force and `takeOver` is false. */
  take(
    lock: Pick<Lock, 'project' | 'environment' | 'kind' | 'reason' | 'expiresAt'> & { readonly by?: Actor },
    takeOver: boolean,
  ): Promise<Lock>;
  /** Ends it; a second end changes nothing. */
  release(id: string, by: Actor, reason: string): Promise<void>;
}
