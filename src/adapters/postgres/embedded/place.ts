import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { chmod, chown, link, mkdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../../ports/log.ts';
import type { Account } from './account.ts';
import { sharedFolder } from './binaries.ts';
import { firstClosedFolder } from './reach.ts';

/** Where the server and what belongs to it lie. */
export interface Place {
  readonly folder: string;
  /** PostgreSQL's own data folder, inside `folder`. */
  readonly data: string;
  readonly password: string;
  readonly account: Account | undefined;
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
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const data = join(folder, 'data');
  const runs = account === undefined ? undefined : await ownerOf(data, account);
  if (runs !== undefined) await chown(folder, runs.uid, runs.gid);
  return { folder, data, password: await passwordIn(folder), account: runs };
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
  const elsewhere = join(sharedFolder, createHash('sha256').update(home).digest('hex').slice(0, 16));
  log.info(
    { folder: elsewhere, closed },
    'PostgreSQL’s user cannot reach the data folder; its database lies elsewhere',
  );
  await mkdir(sharedFolder, { recursive: true, mode: 0o755 });
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
    return (await readFile(file, 'utf8')).trim();
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
