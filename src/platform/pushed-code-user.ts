import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';

export interface UserIds {
  readonly uid: number;
  readonly gid: number;
}

/** Ids that no distribution gives to people or services (Debian policy 9.2.2: 60000–64999 are for such use). */
const first = 61_000;
const count = 3_999;

/**
 * Who runs pushed code for one purpose (a project's builds, one environment's apps and suites): a user of its own where
 * we are root, so that a build cannot read a running app's environment in /proc, nor staging production's; undefined
 * where we are not root and so cannot choose. The id is made from the purpose and needs no entry in /etc/passwd.
 */
export function pushedCodeUser(...purpose: readonly string[]): UserIds | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = first + (createHash('sha256').update(purpose.join('\0')).digest().readUInt32BE(0) % count);
  return { uid: id, gid: id };
}

/**
 * Ends everything that runs as this user. A process that has left its group (a new session) escapes a group's kill, but
 * not this; afterwards nobody can change the user's files under our hands.
 */
export function endAllOf({ uid }: UserIds): void {
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      if (statSync(`/proc/${name}`).uid === uid) process.kill(Number(name), 'SIGKILL');
    } catch {
      // Gone meanwhile.
    }
  }
}
