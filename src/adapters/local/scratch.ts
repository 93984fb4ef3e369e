import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { UserIds } from '../../platform/user-ids.ts';
import { giveTo, openFolder } from './own.ts';

/** A folder that pushed code may write to while it runs, and that is gone afterwards. Without a user it is ours. */
export async function withScratch<T>(
  ownDir: string,
  user: UserIds | undefined,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const parent = join(ownDir, 'scratch');
  await openFolder(parent);
  const folder = await mkdtemp(join(parent, 'run-'));
  try {
    await chmod(folder, 0o755);
    if (user !== undefined) await giveTo(folder, user);
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
