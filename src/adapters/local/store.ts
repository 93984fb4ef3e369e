import { randomUUID } from 'node:crypto';
import { chmod, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Digest } from '../../core/release.ts';
import type { UserIds } from '../../platform/user-ids.ts';
import { rememberKey } from './build-keys.ts';
import { hashTree } from './hash-tree.ts';
import { openFolder } from './own.ts';
import { printOf } from './print.ts';
import { takeOver } from './take-over.ts';

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

/**
 * Takes the write locks of directories off again, so that what is in them can be removed. Root may do that as it is, and
 * leaves it: changing a mode follows links, and pushed code that still runs could put one in a folder's place.
 */
async function unlock(folder: string): Promise<void> {
  if (process.getuid?.() !== 0) await chmod(folder, 0o755);
}

export async function removeTree(folder: string): Promise<void> {
  const open = async (path: string): Promise<void> => {
    await unlock(path);
    for (const inner of await foldersIn(path)) await open(join(path, inner));
  };
  if (process.getuid?.() !== 0) await open(folder).catch(() => undefined);
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

async function foldersIn(path: string): Promise<readonly string[]> {
  return (await readdir(path, { withFileTypes: true })).filter((one) => one.isDirectory()).map(({ name }) => name);
}

/** Of a path that the system cannot take. */
export function isTooLong(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENAMETOOLONG';
}

/** However deep it is. Nobody else may be able to write to it any more: it goes by paths, and moves what is there. */
export async function removeDeepTree(folder: string): Promise<void> {
  await removeTree(folder).catch(async (error: unknown) => {
    if (!isTooLong(error)) throw error;
    const todo = [...(await foldersIn(folder))];
    for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
      await unlock(join(folder, name));
      for (const inner of await foldersIn(join(folder, name))) {
        const short = randomUUID();
        // A folder can only be moved by who may write to it.
        await unlock(join(folder, name, inner));
        await rename(join(folder, name, inner), join(folder, short));
        todo.push(short);
      }
    }
    await removeTree(folder);
  });
}

/**
 * Makes an artifact of a finished build: hashed, made read-only, and moved to its place in one rename, so that there is
 * a whole artifact or none. One that is there already and whole is kept; a damaged one makes room. `key` is what
 * it is found by again, where it is a build’s; `owner` is whose it becomes, where others built it.
 */
export async function seal(dataDir: string, folder: string, key: string | undefined, owner?: UserIds): Promise<Digest> {
  await rm(join(folder, '.git'), { recursive: true, force: true });
  const { digest, print } = await takeOver(folder, owner);
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
  // A directory can only be renamed by who may write to it.
  await chmod(folder, 0o755);
  await rename(folder, tree);
  await chmod(tree, 0o555);
  seenWhole.set(tree, print);
  return digest;
}
