import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Part } from '../../ports/source.ts';
import { complaint, git, worked } from './git.ts';

interface Named {
  readonly mirror: string;
  readonly env: Record<string, string>;
  readonly commit: string;
  /** Files and folders. */
  readonly paths: readonly string[];
}

/** Characters of git's list. */
const mostListed = 8 * 1024 * 1024;

const plain = (path: string): string => path.replace(/^(\.?\/)+/, '').replace(/(\/\.?)+$/, '');

/** `mode type name TAB path NUL` for each file, as `ls-tree` prints it and `update-index --index-info` takes it. */
async function listOf({ mirror, env, commit, paths }: Named): Promise<string> {
  const args = ['ls-tree', '-r', '-z', '--full-tree', commit, '--', ...paths.map((path) => plain(path))];
  const result = await git(mirror, args, { env, maxCaptured: mostListed });
  const what = `${paths.join(', ')} at ${commit.slice(0, 7)} could not be read`;
  if (!worked(result)) throw new Error(`${what}: ${complaint(result)}`);
  // Longer was cut in the middle.
  if (result.stdout.length > mostListed) throw new Error(`${what}: there are too many files`);
  return result.stdout;
}

export async function partOf(named: Named): Promise<Part> {
  const list = await listOf(named);
  const found = list.split('\0').map((entry) => entry.slice(entry.indexOf('\t') + 1));
  const has = (path: string): boolean => found.some((one) => one === path || one.startsWith(`${path}/`));
  return {
    id: createHash('sha256').update(list).digest('hex'),
    missing: named.paths.filter((path) => !has(plain(path))),
  };
}

/** By an index of its own that has nothing else in it; otherwise as a whole tree is written. */
export async function exportPart(named: Named, folder: string, signal: AbortSignal): Promise<void> {
  const { mirror, env, commit } = named;
  await mkdir(folder, { recursive: true });
  const index = join(folder, '..', `.part-${process.pid}-${Math.trunc(performance.now() * 1000)}`);
  const call = { env: { ...env, GIT_INDEX_FILE: index, GIT_WORK_TREE: folder }, signal };
  try {
    const list = await listOf(named);
    const listed = await git(mirror, ['update-index', '-z', '--index-info'], { ...call, input: list });
    const result = worked(listed) ? await git(mirror, ['checkout-index', '--all'], call) : listed;
    if (!worked(result))
      throw new Error(`files of ${commit.slice(0, 7)} could not be written to ${folder}: ${complaint(result)}`);
  } finally {
    await rm(index, { force: true });
  }
}
