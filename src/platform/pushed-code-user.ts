import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';

export interface UserIds {
  readonly uid: number;
  readonly gid: number;
}

interface Range {
  readonly first: number;
  readonly count: number;
}

/**
 * Ids that no system gives out by itself (systemd, UIDS-GIDS: from 1879048192 on “unused”; the last ones of that range
 * have a use by now). So many that two purposes hardly ever share one: the end of a build ends everything of its user,
 * which must not be another's running app.
 */
const many: Range = { first: 1_879_048_192, count: 200_000_000 };
/** Where the ids of a container end at 65535 (Debian policy 9.2.2: 60000–64999 are for such use): one pair in 3999 meets. */
const few: Range = { first: 61_000, count: 3_999 };

/** Ids that this process can give to others: what its user namespace maps (user_namespaces(7)), and elsewhere the few. */
export function rangeIn(maps: readonly string[]): Range {
  const holdsMany = (map: string): boolean =>
    map.split('\n').some((line) => {
      const [from = 0, , size = 0] = line.trim().split(/\s+/).map(Number);
      return from <= many.first && from + size >= many.first + many.count;
    });
  return maps.length > 0 && maps.every(holdsMany) ? many : few;
}

function mapsOfThisProcess(): string[] {
  try {
    return ['uid_map', 'gid_map'].map((name) => readFileSync(`/proc/self/${name}`, 'utf8'));
  } catch {
    return [];
  }
}

/**
 * Who runs pushed code for one purpose (a project's builds, one environment's apps and suites): a user of its own where
 * we are root, so that a build cannot read a running app's environment in /proc, nor staging production's; undefined
 * where we are not root and so cannot choose. The id is made from the purpose and needs no entry in /etc/passwd.
 */
export function pushedCodeUser(...purpose: readonly string[]): UserIds | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const { first, count } = rangeIn(mapsOfThisProcess());
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
