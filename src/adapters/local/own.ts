import { lchownSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { below, inSlices, pathOf } from '../../platform/in-slices.ts';
import type { UserIds } from '../../platform/user-ids.ts';

/** Gives a tree to somebody; links themselves, not what they point to. */
export async function giveTo(folder: string, user: UserIds): Promise<void> {
  lchownSync(folder, user.uid, user.gid);
  await inSlices(below(folder), (entry) => lchownSync(pathOf(entry), user.uid, user.gid));
}

/** A folder that other users may enter and read: pushed code is built and run in it, whatever our umask says. */
export async function openFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
}
