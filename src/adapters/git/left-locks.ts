import { rm, stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';

/** A file by which git keeps other gits out, and what tells it from a later one of the same name. */
export interface Lock {
  readonly path: string;
  readonly print: string;
}

/** What git says of each lock that it finds in its way (lockfile.c). No name of a branch has a colon in it. */
const inTheWay = /Unable to create '(.+?\.lock)': File exists/g;

/** The locks that git complained about, as far as they are the mirror's own and still there. */
export async function locksNamedIn(complaints: string, mirror: string): Promise<readonly Lock[]> {
  const paths = [...complaints.matchAll(inTheWay)].map(([, path = '']) => resolve(mirror, path));
  const locks: Lock[] = [];
  for (const path of new Set(paths)) {
    if (!path.startsWith(`${resolve(mirror)}${sep}`)) continue;
    const found = await stat(path, { bigint: true }).catch(() => undefined);
    if (found !== undefined) locks.push({ path, print: `${found.ino} ${found.ctimeNs}` });
  }
  return locks;
}

/** Those of before that are in the way still: whoever made them is gone, for a living git holds one for moments. */
export async function removeLeft(before: readonly Lock[], now: readonly Lock[]): Promise<readonly string[]> {
  const left = now.filter(({ path, print }) => before.some((one) => one.path === path && one.print === print));
  for (const { path } of left) await rm(path, { force: true });
  return left.map(({ path }) => path);
}
