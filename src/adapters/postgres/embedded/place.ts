import { randomBytes, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, lchown, link, lstat, mkdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../../ports/log.ts';
import type { Account } from './account.ts';
import { firstClosedFolder } from './reach.ts';
import { elsewhereFor, socketIn } from './socket.ts';

/** Where the server and what belongs to it lie. */
export interface Place {
  readonly folder: string;
  /** PostgreSQL's own data folder, inside `folder`. */
  readonly data: string;
  readonly password: string;
  readonly account: Account | undefined;
  /** The folder of its socket; undefined where it listens on 127.0.0.1. */
  readonly socket: string | undefined;
}

/** pg_ctl hands the path to a shell of its own, in double quotes. */
const unsafe = /["$`\\\n]/;

/**
 * `<data folder>/postgres`. As root the server's user must be able to go there: the data folder itself is opened for
 * passing through; where a folder above it is closed, which is not ours to open, the server lives in /var/lib/greenroom.
 */
export async function preparePlace(dataDir: string, account: Account | undefined, log: Log): Promise<Place> {
  await mkdir(dataDir, { recursive: true });
  const home = await realpath(dataDir);
  if (unsafe.test(home)) {
    throw new Error(
      `GREENROOM_DATA_DIR: ${home} has a quote, dollar, backtick or backslash in it; PostgreSQL cannot be started there. Choose a plain path.`,
    );
  }
  const folder = account === undefined ? join(home, 'postgres') : await folderFor(home, account, log);
  const data = join(folder, 'data');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const runs = account === undefined ? undefined : await ownerOf(data, account);
  const isOurs = runs !== undefined && (await isSetUpByRoot(folder));
  if (isOurs) {
    // So that what we write and read beside the data is no link of the server's user; older versions gave it away.
    await lchown(folder, 0, 0);
    await chmod(folder, 0o711);
  } else if (runs !== undefined) await lchown(folder, runs.uid, runs.gid);
  const socket = isOurs ? await socketIn(folder, home, runs) : undefined;
  return { folder, data, password: await passwordIn(folder), account: runs, socket };
}

/** Else it is somebody's own, who may run it as themselves at this moment: it stays as they know it. */
async function isSetUpByRoot(folder: string): Promise<boolean> {
  const password = await lstat(join(folder, 'password')).catch(() => undefined);
  return password === undefined || password.uid === 0;
}

/**
 * PostgreSQL runs as whom its data belongs to and as nobody else. Where somebody set Greenroom up as themselves, and
 * starts it as root from then on, that is still they: their server may run, and what is in it is kept.
 */
async function ownerOf(data: string, account: Account): Promise<Account> {
  const found = await stat(data).catch(() => undefined);
  if (found === undefined || found.uid === 0 || found.uid === account.uid) return account;
  return { name: `user ${found.uid}`, uid: found.uid, gid: found.gid };
}

async function folderFor(home: string, account: Account, log: Log): Promise<string> {
  const closed = await firstClosedFolder(home, account);
  if (closed === home) await chmod(home, (await stat(home)).mode | 0o011);
  if ((await firstClosedFolder(home, account)) === undefined) return join(home, 'postgres');
  const elsewhere = await elsewhereFor(home);
  log.info(
    { folder: elsewhere, closed },
    'PostgreSQL’s user cannot reach the data folder; its database lies elsewhere',
  );
  return elsewhere;
}

/**
 * Made once, readable by us alone. Of two that make it at once the first wins: a link fails where the name is taken.
 * Written whole beside it before, so that a full disk leaves none rather than an empty one, with which no server can be
 * made; an empty one that is there makes room.
 */
async function passwordIn(folder: string): Promise<string> {
  const file = join(folder, 'password');
  try {
    const found = await stat(file).catch(() => undefined);
    if (found?.size === 0) await rm(file, { force: true });
    if (found === undefined || found.size === 0) await makePassword(file);
    return (await readFile(file, { encoding: 'utf8', flag: constants.O_RDONLY | constants.O_NOFOLLOW })).trim();
  } catch (error) {
    throw anothers(folder, error);
  }
}

async function makePassword(file: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, randomBytes(24).toString('hex'), { mode: 0o600 });
    await link(draft, file);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

function anothers(folder: string, error: unknown): unknown {
  if (!hasCode(error, 'EACCES')) return error;
  return new Error(
    `The database in ${folder} is another user’s. Do this as whoever starts Greenroom, as a rule root.`,
    {
      cause: error,
    },
  );
}
