import { createHash } from 'node:crypto';
import { chmod, lchown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account } from './account.ts';
import { sharedFolder } from './binaries.ts';

/** A path of a socket has 107 bytes at the most (unix(7)); the rest is for its name. */
const longestSocketFolder = 107 - '/.s.PGSQL.65535'.length;
const needsNoQuotes = /^[\w./-]+$/;

/**
 * As root the server has a socket, in a folder that only its own user writes to, and no port: on a port others could
 * listen, pushed code for one, while the server is down, and ask whoever connects for the password in the clear.
 */
export async function socketIn(folder: string, home: string, { uid, gid }: Account): Promise<string> {
  const near = join(folder, 'socket');
  const fits = Buffer.byteLength(near) <= longestSocketFolder && needsNoQuotes.test(near);
  const socket = fits ? near : join(await elsewhereFor(home), 'socket');
  await open(socket, 0o711);
  await lchown(socket, uid, gid);
  return socket;
}

/** Whatever our umask says: others have to come through. */
async function open(folder: string, mode: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, mode);
}

/** For what cannot lie in this data folder. */
export async function elsewhereFor(home: string): Promise<string> {
  await open(sharedFolder, 0o755);
  const folder = join(sharedFolder, createHash('sha256').update(home).digest('hex').slice(0, 16));
  await open(folder, 0o711);
  return folder;
}
