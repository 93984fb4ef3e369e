import { existsSync, lchownSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { removeTree } from '../../adapters/local/remove-tree.ts';
import type { ConfigFile } from '../../config/schema.ts';
import { below, inSlices, pathOf } from '../../platform/in-slices.ts';
import type { UserIds } from '../../platform/user-ids.ts';
import type { QueueName } from '../../ports/queue.ts';
import { ownFolder } from '../own-folder.ts';

/** Those of pushed code: what is in them stays with the users of builds. */
const shallow: readonly string[] = ['npm-cache'];

/**
 * What pushed code was working in is nobody's any more, and is removed: somebody who still runs could put a link in the place
 * of what is given next, and root would give away what that leads to.
 */
async function clear(folder: string): Promise<void> {
  const worksIn = basename(folder) === 'builds' ? folder : join(folder, 'scratch');
  if (!existsSync(worksIn)) return;
  for (const name of readdirSync(worksIn)) await removeTree(join(worksIn, name));
}

/**
 * Gives each worker the folders that it writes to. Artifacts are staging's, which builds; production's worker reads
 * them, and checks every byte against the digest that was approved. Each environment's host belongs to its tier.
 */
export async function giveFolders(
  dataDir: string,
  { projects }: Pick<ConfigFile, 'projects'>,
  users: Readonly<Record<QueueName, UserIds>>,
): Promise<void> {
  mkdirSync(join(dataDir, 'hosts'), { recursive: true, mode: 0o755 });
  const give = async (folder: string, user: UserIds, mode: number): Promise<void> => {
    mkdirSync(folder, { recursive: true, mode });
    if (lstatSync(folder).uid === user.uid) return;
    lchownSync(folder, user.uid, user.gid);
    // It was another's until now: started as one process, or with another data folder's ids.
    await clear(folder);
    if (!shallow.some((name) => folder === join(dataDir, name)))
      await inSlices(below(folder), (entry) => lchownSync(pathOf(entry), user.uid, user.gid));
  };
  for (const name of ['artifacts', 'artifact-keys', 'installs', 'builds', ...shallow])
    await give(join(dataDir, name), users.staging, 0o755);
  for (const tier of ['staging', 'production'] as const) await give(ownFolder(dataDir, tier), users[tier], 0o711);
  for (const [project, { environments }] of Object.entries(projects))
    for (const [name, { tier }] of Object.entries(environments))
      if (tier !== 'local') await give(join(dataDir, 'hosts', `${project}.${name}`), users[tier], 0o700);
}
