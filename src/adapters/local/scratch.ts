import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pushedCodeUser } from '../../platform/pushed-code-user.ts';
import { giveTo, openFolder } from './own.ts';

/** A folder that pushed code may write to while it runs, and that is gone afterwards. */
export async function withScratch<T>(dataDir: string, use: (folder: string) => Promise<T>): Promise<T> {
  const parent = join(dataDir, 'scratch');
  await openFolder(parent);
  const folder = await mkdtemp(join(parent, 'run-'));
  try {
    await chmod(folder, 0o755);
    const user = pushedCodeUser();
    if (user !== undefined) await giveTo(folder, user);
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
