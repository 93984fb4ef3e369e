import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

export interface UserIds {
  readonly uid: number;
  readonly gid: number;
}

export interface IdRange {
  readonly first: number;
  readonly count: number;
}

/**
 * Ids that no system gives out by itself (systemd, UIDS-GIDS: from 1879048192 on “unused”; the last ones of that range
 * have a use by now). So many that two purposes hardly ever share one: the end of a build ends everything of its user,
 * which must not be another's running app.
 */
const many: IdRange = { first: 1_879_048_192, count: 200_000_000 };
/** Where the ids of a container end at 65535 (Debian policy 9.2.2: 60000–64999 are for such use): one pair in 1799 meets. */
const few: IdRange = { first: 61_000, count: 3_999 };

/**
 * Whose ids they are: Greenroom's own processes, and the code that each tier's worker runs. Blocks do not meet, so that
 * a worker can be given the ids of its tier and no others.
 */
export type IdBlock = 'roles' | 'staging' | 'production';

/** In tenths of the range: where the block begins, and how long it is. */
const tenths: Readonly<Record<IdBlock, readonly [number, number]>> = {
  roles: [0, 1],
  staging: [1, 4.5],
  production: [5.5, 4.5],
};

function blockOf({ first, count }: IdRange, block: IdBlock): IdRange {
  const [from, length] = tenths[block];
  return { first: first + Math.floor((count * from) / 10), count: Math.floor((count * length) / 10) };
}

/** Ids that this process can give to others: what its user namespace maps (user_namespaces(7)), and elsewhere the few. */
export function blockIn(maps: readonly string[], block: IdBlock): IdRange {
  const wanted = blockOf(many, block);
  const holdsAll = (map: string): boolean =>
    map.split('\n').some((line) => {
      const [from = 0, , size = 0] = line.trim().split(/\s+/).map(Number);
      return from <= wanted.first && from + size >= wanted.first + wanted.count;
    });
  return maps.length > 0 && maps.every(holdsAll) ? wanted : blockOf(few, block);
}

function mapsOfThisProcess(): string[] {
  try {
    return ['uid_map', 'gid_map'].map((name) => readFileSync(`/proc/self/${name}`, 'utf8'));
  } catch {
    return [];
  }
}

/** The block as this process can give it out. */
export function ownBlock(block: IdBlock): IdRange {
  return blockIn(mapsOfThisProcess(), block);
}

/**
 * A user for one purpose (a project's builds, one environment's apps and suites, a role of Greenroom): one of its own
 * where we are root, so that a build cannot read a running app's environment in /proc, nor staging production's;
 * undefined where we are not root and so cannot choose. The id is made from the purpose and needs no entry in
 * /etc/passwd.
 */
export function userFor(block: IdBlock, ...purpose: readonly string[]): UserIds | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const { first, count } = ownBlock(block);
  const id = first + (createHash('sha256').update(purpose.join('\0')).digest().readUInt32BE(0) % count);
  return { uid: id, gid: id };
}
