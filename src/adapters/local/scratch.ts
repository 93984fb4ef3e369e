import { chmod, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { endMarked } from '../../platform/end-marked.ts';
import type { UserIds } from '../../platform/user-ids.ts';
import { giveTo, openFolder } from './own.ts';
import { removeTree } from './remove-tree.ts';

/**
 * A folder that pushed code may write to while it runs, and that is gone afterwards, with whatever still has it for its
 * TMPDIR. Without a user it is ours.
 */
export async function withScratch<T>(
  ownDir: string,
  user: UserIds | undefined,
  use: (folder: string) => Promise<T>,
  /** What is put there while the folder is still ours: by paths nothing is safe in a folder of somebody who runs. */
  prepare: (folder: string) => Promise<void> = async () => undefined,
): Promise<T> {
  const parent = join(ownDir, 'scratch');
  await openFolder(parent);
  const folder = await mkdtemp(join(parent, 'run-'));
  try {
    await chmod(folder, 0o755);
    await prepare(folder);
    if (user !== undefined) await giveTo(folder, user);
    return await use(folder);
  } finally {
    endMarked('TMPDIR', folder);
    // Something may write to it still. What came of the run counts all the same, and the folder is
    // told as left over.
    await removeTree(folder).catch(() => undefined);
  }
}
