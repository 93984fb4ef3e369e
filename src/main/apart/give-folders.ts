import { lchownSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
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
 * What pushed code was working in is nobody's any more, and is removed, never gone through: somebody who still runs could put
 * a link in the place of what is given next, and root would give away what that leads to. What stays since it is still
 * written to is told as left over.
 */
async function clear(folder: string): Promise<void> {
  for (const name of readdirSync(folder)) await removeTree(join(folder, name)).catch(() => undefined);
}

/**
 * Gives each worker the folders that it writes to. Artifacts are staging's, which builds; production's worker reads
 * them, and starts from copies of its own. Each environment's host belongs to its tier.
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
    // It was another's until now: started as one process, or with another data folder's ids. The folder itself comes last,
    // so that one that was not finished is begun again.
    if (basename(folder) === 'builds') await clear(folder);
    else if (!shallow.some((name) => folder === join(dataDir, name)))
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name);
        if (entry.name === 'scratch') await clear(path);
        // What is in the homes of apps is the apps'.
        else if (entry.isDirectory() && entry.name !== 'homes')
          await inSlices(below(path), (one) => lchownSync(pathOf(one), user.uid, user.gid));
        lchownSync(path, user.uid, user.gid);
      }
    lchownSync(folder, user.uid, user.gid);
  };
  for (const name of ['artifacts', 'artifact-keys', 'installs', 'builds', ...shallow])
    await give(join(dataDir, name), users.staging, 0o755);
  for (const tier of ['staging', 'production'] as const) await give(ownFolder(dataDir, tier), users[tier], 0o711);
  for (const [project, { environments }] of Object.entries(projects))
    for (const [name, { tier }] of Object.entries(environments))
      if (tier !== 'local') await give(join(dataDir, 'hosts', `${project}.${name}`), users[tier], 0o700);
}
