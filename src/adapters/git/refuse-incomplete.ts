import { closeSync, constants, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { IncompleteTree } from '../../core/incomplete-tree.ts';
import { inSlices } from '../../platform/in-slices.ts';
import { type GitCall, complaint, git, worked } from './git.ts';

/** By LFS's specification (docs/spec.md there) the first line of a pointer, which has fewer than 1024 bytes. */
const firstLine = Buffer.from('version https://git-lfs.github.com/spec/v1\n');
const mostBytes = 1024;

const isBelow = (path: string, places: readonly string[]): boolean =>
  places.some((place) => path === place || path.startsWith(`${place}/`));

/** A link is nobody's content. What cannot be looked at, such as a name that is no UTF-8, is not known to be whole. */
function isPointer(path: string): boolean {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ELOOP');
  }
  try {
    const facts = fstatSync(file);
    if (!facts.isFile() || facts.size < firstLine.length || facts.size > mostBytes) return false;
    const start = Buffer.alloc(firstLine.length);
    return readSync(file, start) === start.length && start.equals(firstLine);
  } finally {
    closeSync(file);
  }
}

/**
 * Throws IncompleteTree where a tree that was just written has pointers to Git LFS, or submodules, outside `doesWithout`
 * (folders or files; `.` is everything). Git says by its attributes which files are in LFS, so that no other is read;
 * `call` has the tree's index.
 */
export async function refuseIncomplete(
  mirror: string,
  tree: string,
  doesWithout: readonly string[],
  call: GitCall,
): Promise<void> {
  const places = doesWithout.map((place) => place.replace(/^(\.\/)+/, '').replace(/\/+$/, ''));
  if (places.some((place) => place === '' || place === '.')) return;
  const wanted = (paths: readonly string[]): string[] => paths.filter((path) => !isBelow(path, places));
  const pointers: string[] = [];
  await inSlices(
    wanted(await listed(mirror, ['--', ':(top,attr:filter=lfs)'], call)),
    (path) => void (isPointer(join(tree, path)) && pointers.push(path)),
  );
  const submodules = wanted(await submodulesOf(mirror, tree, call));
  if (pointers.length + submodules.length > 0) throw new IncompleteTree(pointers, submodules);
}

/** What is no file and no folder, but a commit of another repository. Without .gitmodules nobody could fetch it. */
async function submodulesOf(mirror: string, tree: string, call: GitCall): Promise<string[]> {
  if (!existsSync(join(tree, '.gitmodules'))) return [];
  const entries = await listed(mirror, ['--stage'], call);
  return entries.flatMap((entry) => (entry.startsWith('160000 ') ? [entry.slice(entry.indexOf('\t') + 1)] : []));
}

async function listed(mirror: string, what: readonly string[], call: GitCall): Promise<string[]> {
  const result = await git(mirror, ['ls-files', '-z', ...what], { ...call, maxCaptured: 16 * 1024 * 1024 });
  if (!worked(result)) throw new Error(`what the commit has elsewhere could not be read: ${complaint(result)}`);
  return result.stdout.split('\0').filter((entry) => entry !== '');
}
