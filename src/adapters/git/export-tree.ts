import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { complaint, git, worked } from './git.ts';
import { refuseIncomplete } from './refuse-incomplete.ts';

interface Export {
  readonly mirror: string;
  readonly env: Record<string, string>;
  readonly commit: string;
  /** Empty, or not there yet. */
  readonly folder: string;
  /** Folders and files that may be in Git LFS or in submodules, neither of which is fetched. */
  readonly doesWithout: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * Writes a commit's tree into a folder: read-tree with an index of its own. No archive, no pipe, no hook, and no filter
 * of the pushed .gitattributes, since a bare mirror configures none. So a file in Git LFS comes as its pointer and a
 * submodule as an empty folder, which is refused: IncompleteTree.
 */
export async function exportTree({ mirror, env, commit, folder, doesWithout, signal }: Export): Promise<void> {
  await mkdir(folder, { recursive: true });
  const index = join(
    folder,
    '..',
    `.index-${process.pid}-${commit.slice(0, 12)}-${Math.trunc(performance.now() * 1000)}`,
  );
  const own = { ...env, GIT_INDEX_FILE: index, GIT_WORK_TREE: folder };
  try {
    const result = await git(mirror, ['read-tree', '-u', '--reset', `${commit}^{tree}`], {
      env: own,
      signal,
      deadlineMs: 120_000,
    });
    if (!worked(result))
      throw new Error(`the tree of ${commit.slice(0, 7)} could not be written to ${folder}: ${complaint(result)}`);
    await refuseIncomplete(mirror, folder, doesWithout, { env: own, signal });
  } finally {
    await rm(index, { force: true });
  }
}
