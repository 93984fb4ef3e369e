import { readFile } from 'node:fs/promises';
import { run } from './run.ts';

/** Another user, by numbers. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const own = 'greenroom-pg';
/**
 * Where the system makes none: it is shared then, with a PostgreSQL of the system, whose superusers can read its files by
 * COPY, or with whatever else is nobody.
 */
const shared = ['postgres', 'nobody'] as const;

/**
 * PostgreSQL refuses to run as root, so as root it gets another user; undefined where we are not root. The user must
 * exist in /etc/passwd, since initdb looks its own name up.
 */
export async function serverAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const there = await find([own]);
  if (there !== undefined) return there;
  for (const [program, argv] of [
    ['/usr/sbin/useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', own]],
    ['/usr/sbin/adduser', ['-S', '-D', '-H', '-s', '/sbin/nologin', own]],
  ] as const) {
    const made = await run(program, argv, { account: undefined, deadlineMs: 10_000 });
    if (made.code === 0) break;
  }
  const found = await find([own, ...shared]);
  if (found !== undefined) return found;
  throw new Error(
    `PostgreSQL does not run as root, and the system user “${own}” could not be made. ` +
      `Make it (useradd --system ${own}), start Greenroom as another user, or set DATABASE_URL.`,
  );
}

async function find(names: readonly string[]): Promise<Account | undefined> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of names) {
    const line = lines.find((fields) => fields[0] === name);
    if (line === undefined) continue;
    const [uid, gid] = [Number(line[2]), Number(line[3])];
    if (Number.isInteger(uid) && Number.isInteger(gid) && uid > 0) return { name, uid, gid };
  }
  return undefined;
}
