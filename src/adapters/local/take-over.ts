import { chmodSync, fchmodSync, fchownSync, fstatSync, lchownSync, lstatSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import type { Digest } from '../../core/release.ts';
import type { UserIds } from '../../platform/user-ids.ts';
import { type Hands, hashTree, OddEntry } from './hash-tree.ts';
import { Print } from './print.ts';

export class LinkOut extends Error {}

const ours: UserIds = { uid: 0, gid: 0 };

/** Whether `..` comes after a name, as in `a/../b`. */
function climbsAfterStep(path: string): boolean {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  const step = parts.findIndex((part) => part !== '..');
  return step !== -1 && parts.includes('..', step);
}

/** A link out of the tree would let an artifact change after it was sealed, or read what is not its own. */
function refuseLinkOut(folder: string, link: string, written: string): void {
  const aim = resolve(dirname(link), written);
  const inside = aim === folder || aim.startsWith(`${folder}/`);
  // An absolute one names the build's folder, which is gone soon. `x/..` may lead elsewhere than it reads, where x is
  // a link itself; without it, a link that reads as inside is inside, since every step down is one of these again.
  const plain = !isAbsolute(written) && !climbsAfterStep(written);
  if (!inside || !plain) throw new LinkOut(`${link.slice(folder.length + 1)} leads out of the tree, to ${written}`);
}

/**
 * Makes the folder itself ours, before anything in it is touched: it may have been left open to everybody, and who can
 * write to it, a running app for one, could put a link in an entry's place. It stays writable to us, so that it can be moved.
 */
export function takeFolder(folder: string, from?: UserIds): void {
  if (!lstatSync(folder).isDirectory()) throw new OddEntry(`${folder} is not a folder`);
  if (from !== undefined) lchownSync(folder, ours.uid, ours.gid);
  chmodSync(folder, 0o755);
}

/**
 * Makes what `from` has built ours in one walk: refused where a link leads out or a file is somebody else's, made read-only, read for
 * its digest, and printed. One walk because a node_modules has thousands of files, and four walks were a quarter of a
 * second of each deployment (measured). Each folder is taken before it is read, so nobody can write to what comes next.
 */
export async function takeOver(
  folder: string,
  from?: UserIds,
  signal?: AbortSignal,
): Promise<{ digest: Digest; print: string }> {
  const print = new Print(folder);
  const linked = new Set<number>();
  takeFolder(folder, from);
  const hands: Hands = {
    folder: (path) => {
      if (from !== undefined) lchownSync(path, ours.uid, ours.gid);
      chmodSync(path, 0o555);
      print.add(path, lstatSync(path));
    },
    link: (path, written) => {
      refuseLinkOut(folder, path, written);
      if (from !== undefined) lchownSync(path, ours.uid, ours.gid);
      print.add(path, lstatSync(path));
    },
    file: (path, file, { mode, uid, ino, nlink }) => {
      if (from !== undefined) {
        // Where the kernel lets anybody link to anything (sysctl fs.protected_hardlinks), it could be any file of the
        // system. One of the tree's that has two names is ours at the second.
        if (uid !== from.uid && !linked.has(ino))
          throw new OddEntry(`${path.slice(folder.length + 1)} is not a file of who built it`);
        if (nlink > 1) linked.add(ino);
        fchownSync(file, ours.uid, ours.gid);
      }
      // By the bit that the digest goes by: otherwise it would read as another file than the one that was sealed.
      fchmodSync(file, (mode & 0o100) === 0 ? 0o444 : 0o555);
      print.add(path, fstatSync(file));
    },
  };
  const digest = await hashTree(folder, hands, signal);
  return { digest, print: print.end() };
}
