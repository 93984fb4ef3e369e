import { readFileSync } from 'node:fs';
import type { UserIds } from '../../../platform/user-ids.ts';

/** Of the addresses that these files write: what is reached by a connection to 127.0.0.1 (proc(5), /proc/net/tcp). */
const reached: ReadonlySet<string> = new Set([
  '0100007F',
  '00000000',
  // The same over IPv6: any address, and both as they are mapped.
  '0'.repeat(32),
  '0000000000000000FFFF00000100007F',
  '0000000000000000FFFF000000000000',
]);
const listening = '0A';

/**
 * Why what answers at a port of 127.0.0.1 is not this user's to tell; undefined where it is. Staging's code could wait for
 * the port that production's next version is given, and answer in its place. An app without a user of its own is who
 * everybody is.
 */
export function isNotFrom(user: UserIds | undefined, port: number): string | undefined {
  if (user === undefined) return undefined;
  try {
    const users = whoListens(port);
    const others = strangersAt(user, port);
    if (users.size > 0 && others.length === 0) return undefined;
    const who = users.size === 0 ? 'nobody' : `a program of another user (${others.join(', ')})`;
    return `${who} listens on its port ${port}`;
  } catch (error) {
    return `who listens on its port ${port} cannot be read: ${String(error)}`;
  }
}

/** Users who listen there and are not this one. Throws where the kernel does not say. */
export function strangersAt(user: UserIds, port: number): readonly number[] {
  return [...whoListens(port)].filter((uid) => uid !== user.uid);
}

/** Ids of the users whose programs listen on a port of 127.0.0.1. Throws where the kernel does not say. */
function whoListens(port: number): ReadonlySet<number> {
  const here = port.toString(16).toUpperCase().padStart(4, '0');
  const users = ['tcp', 'tcp6'].flatMap((name) =>
    linesOf(`/proc/net/${name}`).flatMap((line) => {
      const [, local = '', , state, , , , user] = line.trim().split(/\s+/);
      const [address = '', its] = local.split(':');
      return state === listening && its === here && reached.has(address) ? [Number(user)] : [];
    }),
  );
  return new Set(users);
}

/** Without the heading; a kernel without IPv6 has no file for it. */
function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(1);
  } catch (error) {
    if (file.endsWith('6') && error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
