import { randomUUID } from 'node:crypto';
import { chmod, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Digest } from '../../core/release.ts';
import type { UserIds } from '../../platform/user-ids.ts';
import { rememberKey } from './build-keys.ts';
import { hashTree } from './hash-tree.ts';
import { openFolder } from './own.ts';
import { printOf } from './print.ts';
import { removeTree } from './remove-tree.ts';
import { takeFolder, takeOver } from './take-over.ts';

/** Where an artifact's tree is; named by digest, so that a path cannot come to mean something else. */
export function treeOf(dataDir: string, digest: Digest): string {
  return join(dataDir, 'artifacts', digest.slice('sha256:'.length), 'tree');
}

/** Whether what is stored still is what its name says: every byte is read. */
export async function isWhole(dataDir: string, digest: Digest): Promise<boolean> {
  try {
    return (await hashTree(treeOf(dataDir, digest))) === digest;
  } catch {
    return false;
  }
}

/** Tree → its print when this process last read all of it. */
const seenWhole = new Map<string, string>();

/** The print of an artifact when this process last read all of it; undefined where it never did. */
export function printSeen(dataDir: string, digest: Digest): string | undefined {
  return seenWhole.get(treeOf(dataDir, digest));
}

/**
 * Whether it is whole and was not touched since this process last read all of it; where it never did, it does so now.
 * Production does not rely on it: what goes there is read byte by byte.
 */
export async function isUntouched(dataDir: string, digest: Digest): Promise<boolean> {
  const tree = treeOf(dataDir, digest);
  const print = await printOf(tree).catch(() => undefined);
  if (print === undefined) return false;
  if (seenWhole.get(tree) === print) return true;
  if (!(await isWhole(dataDir, digest))) return false;
  seenWhole.set(tree, print);
  return true;
}

/** Of a path that the system cannot take. */
export function isTooLong(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENAMETOOLONG';
}

/**
 * Makes an artifact of a finished build: hashed, made read-only, and moved to its place in one rename, so that there is
 * a whole artifact or none. One that is there already and whole is kept; a damaged one makes room. `key` is what
 * it is found by again, where it is a build’s; `from` is who built it, where we are root.
 */
export async function seal(dataDir: string, folder: string, key: string | undefined, from?: UserIds): Promise<Digest> {
  takeFolder(folder, from);
  await removeTree(join(folder, '.git'));
  const { digest, print } = await takeOver(folder, from);
  if (key !== undefined) rememberKey(dataDir, key, digest);
  const tree = treeOf(dataDir, digest);
  if (await isWhole(dataDir, digest)) {
    await removeTree(folder);
    return digest;
  }
  const home = dirname(tree);
  // Moved aside, not removed: an app that was started from it may still read from it.
  await rename(home, `${home}.damaged-${randomUUID()}`).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  });
  await openFolder(dirname(home));
  await openFolder(home);
  await rename(folder, tree);
  await chmod(tree, 0o555);
  seenWhole.set(tree, print);
  return digest;
}
