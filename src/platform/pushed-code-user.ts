import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';

export interface UserIds {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Ids that nobody else gives out (systemd, UIDS-GIDS: 1879048192 to 2147483647 are unused). So many that two purposes
 * never share one: the end of a build ends everything of its user, which must not be another's running app.
 */
const many = { first: 1_879_048_192, count: 268_435_455 };
/** For a container that maps no more (Debian policy 9.2.2: 60000–64999 are for such use). */
const few = { first: 61_000, count: 3_999 };

/** What this process can become, as its user namespace says (user_namespaces(7)). */
function range(): typeof many {
  const maps = readFileSync('/proc/self/uid_map', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const { first, count } = many;
  return maps.some(([from = 0, , size = 0]) => from <= first && from + size >= first + count) ? many : few;
}

/**
 * Who runs pushed code for one purpose (a project's builds, one environment's apps and suites): a user of its own where
 * we are root, so that a build cannot read a running app's environment in /proc, nor staging production's; undefined
 * where we are not root and so cannot choose. The id is made from the purpose and needs no entry in /etc/passwd.
 */
export function pushedCodeUser(...purpose: readonly string[]): UserIds | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const { first, count } = range();
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
