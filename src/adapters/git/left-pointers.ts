import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { LeftPointers } from '../../core/left-pointers.ts';
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
 * Throws LeftPointers where a tree that was just written has pointers outside `mayStay` (folders or files; `.` is
 * everything). Git says by its attributes which files are in LFS, so that no other is read; `call` has the tree's index.
 */
export async function refusePointers(
  mirror: string,
  tree: string,
  mayStay: readonly string[],
  call: GitCall,
): Promise<void> {
  const places = mayStay.map((place) => place.replace(/^(\.\/)+/, '').replace(/\/+$/, ''));
  if (places.some((place) => place === '' || place === '.')) return;
  const listed = await git(mirror, ['ls-files', '-z', '--', ':(top,attr:filter=lfs)'], {
    ...call,
    maxCaptured: 16 * 1024 * 1024,
  });
  if (!worked(listed)) throw new Error(`which files are in Git LFS could not be read: ${complaint(listed)}`);
  const left: string[] = [];
  await inSlices(
    listed.stdout.split('\0').filter((path) => path !== '' && !isBelow(path, places)),
    (path) => void (isPointer(join(tree, path)) && left.push(path)),
  );
  if (left.length > 0) throw new LeftPointers(left);
}
