import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Digest } from '../../core/release.ts';
import type { UserIds } from '../../platform/user-ids.ts';
import { rememberKey } from './build-keys.ts';
import { copyTree } from './copy-tree.ts';
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
 * Production goes by it for copies of its own, which the host reads byte by byte at each start.
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
export function isTooLong(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'ENAMETOOLONG';
}

/**
 * Makes an artifact of a finished build: hashed, made read-only, and moved to its place in one rename, so that there is
 * a whole artifact or none. One that is there already and whole is kept; a damaged one makes room. `key` is what
 * it is found by again, where it is a build’s; `from` is who built it, where we are root.
 */
export async function seal(
  dataDir: string,
  folder: string,
  key: string | undefined,
  from?: UserIds,
  signal?: AbortSignal,
): Promise<Digest> {
  takeFolder(folder, from);
  await removeTree(join(folder, '.git'));
  const built = await takeOver(folder, from, signal);
  const { digest } = built;
  if (key !== undefined) rememberKey(dataDir, key, digest);
  if (await isWhole(dataDir, digest)) {
    await removeTree(folder);
    return digest;
  }
  const draft = draftOf(dataDir, digest);
  // Whoever built may have handed a file that is open for writing to somebody who still runs, a process of staging's app
  // for one: no owner and no mode takes that back, and what is stored may be production's one day.
  const taken = from === undefined ? built : await copyTree(folder, draft, signal);
  if (taken.digest !== digest) {
    await removeTree(draft);
    throw new Error('what was built has changed while it was copied; it is built anew');
  }
  await store(dataDir, from === undefined ? folder : join(draft, 'tree'), taken);
  if (from !== undefined) await Promise.all([removeTree(draft), removeTree(folder)]);
  return digest;
}

/** Beside where it will be, and no artifact's name. */
const draftOf = (dataDir: string, digest: Digest): string =>
  `${dirname(treeOf(dataDir, digest))}.draft-${randomUUID()}`;

/** Moved to its place in one rename, whatever is there. */
async function store(
  dataDir: string,
  folder: string,
  { digest, print }: { readonly digest: Digest; readonly print: string },
): Promise<void> {
  const tree = treeOf(dataDir, digest);
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
}

/**
 * The artifact in a store of our own, made of what is stored elsewhere, whoever may write there: whether it is what its
 * name says. Throws where there is no room for it.
 */
export async function takeAlong(from: string, ownDir: string, digest: Digest, signal: AbortSignal): Promise<boolean> {
  const tree = treeOf(ownDir, digest);
  const before = taking.get(tree) ?? Promise.resolve(false);
  const mine = before
    .catch(() => false)
    .then(async () => {
      if (existsSync(tree) && (await isUntouched(ownDir, digest))) return true;
      return copyInto(ownDir, digest, treeOf(from, digest), signal);
    });
  taking.set(tree, mine);
  try {
    return await mine;
  } finally {
    if (taking.get(tree) === mine) taking.delete(tree);
  }
}

/** By tree: of two environments that take the same along, the second one must not put away what the first starts from. */
const taking = new Map<string, Promise<boolean>>();

async function copyInto(ownDir: string, digest: Digest, stored: string, signal: AbortSignal): Promise<boolean> {
  if (!existsSync(stored)) return false;
  const draft = draftOf(ownDir, digest);
  try {
    const copied = await copyTree(stored, draft, signal);
    const isIt = copied.digest === digest;
    if (isIt) await store(ownDir, join(draft, 'tree'), copied);
    return isIt;
  } finally {
    await removeTree(draft);
  }
}
