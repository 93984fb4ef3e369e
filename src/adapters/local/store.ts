import { randomUUID } from 'node:crypto';
import { chmod, mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Digest } from '../../core/release.ts';
import { run } from '../../platform/exec.ts';
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
  const built = await takeOver(folder, from);
  const { digest } = built;
  if (key !== undefined) rememberKey(dataDir, key, digest);
  const tree = treeOf(dataDir, digest);
  if (await isWhole(dataDir, digest)) {
    await removeTree(folder);
    return digest;
  }
  const home = dirname(tree);
  const draft = `${home}.draft-${randomUUID()}`;
  const print = from === undefined ? built.print : await copyOf(folder, draft, digest);
  // Moved aside, not removed: an app that was started from it may still read from it.
  await rename(home, `${home}.damaged-${randomUUID()}`).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  });
  await openFolder(dirname(home));
  await openFolder(home);
  await rename(from === undefined ? folder : join(draft, 'tree'), tree);
  await chmod(tree, 0o555);
  seenWhole.set(tree, print);
  if (from !== undefined) await Promise.all([removeTree(draft), removeTree(folder)]);
  return digest;
}

/**
 * A copy in `draft/tree`; its print. Whoever built may have handed a file that is open for writing to somebody who still
 * runs, a process of staging’s app for one: no owner and no mode takes that back, and what is stored may be production’s
 * one day. Nobody has ever had a file of the copy open.
 */
async function copyOf(folder: string, draft: string, digest: Digest): Promise<string> {
  await openFolder(dirname(draft));
  await mkdir(draft, { mode: 0o700 });
  try {
    const copied = await run('cp', ['-R', '-P', '--preserve=mode', '--', folder, join(draft, 'tree')], {
      cwd: '/',
      env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8' },
      maxCaptured: 4096,
    });
    if (copied.ended !== 'exit' || copied.exitCode !== 0)
      throw new Error(`what was built could not be copied: ${copied.stderr.trim() || copied.detail}`);
    const copy = await takeOver(join(draft, 'tree'));
    if (copy.digest !== digest) throw new Error('what was built has changed while it was copied; it is built anew');
    return copy.print;
  } catch (error) {
    await removeTree(draft);
    throw error;
  }
}
