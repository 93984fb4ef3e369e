import { createHash, randomUUID } from 'node:crypto';
import { chmodSync, lstatSync, readlinkSync, statSync } from 'node:fs';
import { chmod, readdir, rename, rm } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { Digest } from '../../core/release.ts';
import { below, inSlices } from '../../platform/in-slices.ts';
import { hashTree } from './hash-tree.ts';
import { rememberKey } from './build-keys.ts';
import { openFolder } from './own.ts';

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

/**
 * What changes when a file is written, given away, or swapped for another: nobody can set a ctime. Taken before a tree
 * is read, so that a change in between shows. A write within the same tick of the clock as the print would not.
 */
async function printOf(tree: string): Promise<string> {
  const hash = createHash('sha256');
  await inSlices(below(tree), (entry) => {
    const path = join(entry.parentPath, entry.name);
    const { ino, size, mode, uid, ctimeMs } = lstatSync(path);
    hash.update(`${path} ${ino} ${size} ${mode} ${uid} ${ctimeMs}\n`);
  });
  return hash.digest('hex');
}

/**
 * Whether it is whole and was not touched since this process last read all of it; where it never did, it does so now.
 * An eighth of the time that reading takes. Production does not rely on it: what goes there is read byte by byte.
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

/** Whether `..` comes after a name, as in `a/../b`. */
function climbsAfterStep(path: string): boolean {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  const step = parts.findIndex((part) => part !== '..');
  return step !== -1 && parts.includes('..', step);
}

/** A link out of the tree would let an artifact change after it was sealed, or read what is not its own. */
async function refuseLinksOut(folder: string): Promise<void> {
  await inSlices(below(folder), (entry) => {
    if (!entry.isSymbolicLink()) return;
    const link = join(entry.parentPath, entry.name);
    const written = readlinkSync(link);
    const aim = resolve(dirname(link), written);
    const inside = aim === folder || aim.startsWith(`${folder}/`);
    // An absolute one names the build's folder, which is gone soon. `x/..` may lead elsewhere than it reads, where x is
    // a link itself; without it, a link that reads as inside is inside, since every step down is one of these again.
    const plain = !isAbsolute(written) && !climbsAfterStep(written);
    if (!inside || !plain) throw new LinkOut(`${link.slice(folder.length + 1)} leads out of the tree, to ${written}`);
  });
}

export class LinkOut extends Error {}

async function makeReadOnly(folder: string): Promise<void> {
  await inSlices(below(folder), (entry) => {
    if (entry.isSymbolicLink()) return;
    const path = join(entry.parentPath, entry.name);
    chmodSync(path, entry.isDirectory() || (statSync(path).mode & 0o111) !== 0 ? 0o555 : 0o444);
  });
  await chmod(folder, 0o555);
}

/** Takes the write locks of directories off again, so that a tree can be moved aside or removed. */
export async function removeTree(folder: string): Promise<void> {
  const open = async (path: string): Promise<void> => {
    await chmod(path, 0o755);
    for (const entry of await readdir(path, { withFileTypes: true }))
      if (entry.isDirectory()) await open(join(path, entry.name));
  };
  await open(folder).catch(() => undefined);
  await rm(folder, { recursive: true, force: true });
}

/**
 * Makes an artifact of a finished build: hashed, made read-only, and moved to its place in one rename, so that there is
 * a whole artifact or none. One that is there already and whole is kept; a damaged one makes room.
 */
export async function seal(dataDir: string, folder: string, key: string): Promise<Digest> {
  await rm(join(folder, '.git'), { recursive: true, force: true });
  await refuseLinksOut(folder);
  const digest = await hashTree(folder);
  rememberKey(dataDir, key, digest);
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
  await makeReadOnly(folder);
  // A directory can only be renamed by who may write to it.
  await chmod(folder, 0o755);
  await rename(folder, tree);
  await chmod(tree, 0o555);
  // Read a moment ago, and nobody else may write to it since.
  seenWhole.set(tree, await printOf(tree));
  return digest;
}
