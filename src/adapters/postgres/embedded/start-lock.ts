import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * One process at a time starts or stops the server of a data folder. The file names its owner by pid and the time
 * that process began, so that a pid that was given out again is not taken for it.
 */
export async function withStartLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const file = join(folder, 'start.lock');
  const me = `${process.pid} ${await beganAt(process.pid)} ${randomUUID()}`;
  const deadline = Date.now() + 90_000;
  while (!(await take(file, me))) {
    const owner = await readFile(file, 'utf8').catch(() => undefined);
    if (owner !== undefined && !(await lives(owner))) await removeStale(file, owner);
    else if (Date.now() > deadline) {
      throw new Error(
        `Another process (${owner ?? 'unknown'}) has been starting PostgreSQL for 90 s. If there is none, remove ${file}.`,
      );
    } else await wait(50);
  }
  try {
    return await work();
  } finally {
    if ((await readFile(file, 'utf8').catch(() => undefined)) === me) await rm(file, { force: true });
  }
}

/** Linked into place with its content, so that nobody ever sees it empty. */
async function take(file: string, me: string): Promise<boolean> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, me, { flag: 'wx', mode: 0o600 });
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * Renames it away, which only one can do, and looks at what it got: another process may have removed the stale file
 * and made its own just before. That one is put back.
 */
async function removeStale(file: string, stale: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  const got = await readFile(aside, 'utf8');
  if (got !== stale) await take(file, got);
  await rm(aside, { force: true });
}

async function lives(owner: string): Promise<boolean> {
  const [pid, began] = owner.split(' ');
  if (pid === undefined || began === undefined) return false;
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return (await beganAt(Number(pid))) === began;
}

/** Start time in ticks since boot (proc(5), stat field 22); where there is no /proc the pid has to do. */
async function beganAt(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '-';
}
