import { lchown, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { UserIds } from '../../platform/pushed-code-user.ts';

/** Gives a tree to somebody; links themselves, not what they point to. */
export async function giveTo(folder: string, user: UserIds): Promise<void> {
  await lchown(folder, user.uid, user.gid);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    await lchown(join(entry.parentPath, entry.name), user.uid, user.gid);
  }
}
