import { readFileSync } from 'node:fs';

/** Names that an image may have made for this, and the one that every Unix has. */
const names = ['greenroom-build', 'nobody'];

export interface UserIds {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Who runs pushed code: another user where we are root, so that it cannot read what is ours; undefined where we are
 * not and so cannot choose. Read from /etc/passwd, the format of passwd(5).
 */
export function pushedCodeUser(): UserIds | undefined {
  if (process.getuid?.() !== 0) return undefined;
  let lines: string[];
  try {
    lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  } catch {
    return undefined;
  }
  for (const name of names) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid !== undefined && gid !== undefined && Number(uid) > 0) return { uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}
