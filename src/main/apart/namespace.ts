import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import type { IdRange, UserIds } from '../../platform/user-ids.ts';

export interface Namespace {
  /** For `nsenter --user=`. */
  readonly path: string;
  /** What has entered keeps it; this ends what held it until then. */
  close(): void;
}

/**
 * A user namespace (user_namespaces(7)) whose root is `root` outside, and in which the ids of `block` are themselves.
 * Who is in it can give pushed code a user of its own, take over and end what that user left, and nothing else: files
 * and processes of any id that is not mapped are as closed to it as to anybody. Undefined where the kernel, or the
 * container that we run in, allows none. A process holds it open until the worker has entered: its maps must be written
 * from outside, before anything runs in it, since execve(2) takes the rights of a user that is not mapped.
 */
export async function openNamespace(root: UserIds, block: IdRange): Promise<Namespace | undefined> {
  const holder = spawn('unshare', ['--user', 'cat'], { stdio: ['pipe', 'pipe', 'ignore'], env: { PATH: safePath } });
  const gone = new Promise<undefined>((resolve) => {
    holder.once('error', () => resolve(undefined));
    holder.once('exit', () => resolve(undefined));
  });
  holder.stdin.on('error', () => undefined);
  // It answers once it is in its namespace.
  holder.stdin.write('here\n');
  const there = await Promise.race([gone, once(holder.stdout, 'data')]);
  if (there === undefined || holder.pid === undefined) return undefined;
  const map = (own: number): string => `0 ${own} 1\n${block.first} ${block.first} ${block.count}\n`;
  try {
    await writeFile(`/proc/${holder.pid}/uid_map`, map(root.uid));
    await writeFile(`/proc/${holder.pid}/gid_map`, map(root.gid));
  } catch {
    holder.kill('SIGKILL');
    return undefined;
  }
  return { path: `/proc/${holder.pid}/ns/user`, close: () => void holder.kill('SIGKILL') };
}

export const safePath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
