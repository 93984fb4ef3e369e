import { type Dirent, lchownSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { below, inSlices, pathOf } from '../../platform/in-slices.ts';
import type { UserIds } from '../../platform/user-ids.ts';

/**
 * Gives a tree to somebody; links themselves, not what they point to. What is in a folder comes before the folder: whoever
 * has a folder and runs already could put a link in the place of what comes next.
 */
export async function giveTo(folder: string, user: UserIds): Promise<void> {
  const entries: Dirent[] = [];
  await inSlices(below(folder), (entry) => void entries.push(entry));
  await inSlices(entries.toReversed(), (entry) => lchownSync(pathOf(entry), user.uid, user.gid));
  lchownSync(folder, user.uid, user.gid);
}

/** A folder that other users may enter and read: pushed code is built and run in it, whatever our umask says. */
export async function openFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
}
