import { chmodSync, mkdirSync, readFileSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

const place = '/dev/shm';
const prefix = 'greenroom-tests-';
/** Bytes. Below this the tests use the disk. */
const enough = 6 * 2 ** 30;

/** A memory disk that programs may be started from; a container's 64 MiB are none. */
function isFit(): boolean {
  try {
    const mount = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .map((line) => line.split(' '))
      .findLast(([, on]) => on === place);
    const { bavail, bsize } = statfsSync(place);
    return mount?.[2] === 'tmpfs' && !mount[3]?.split(',').includes('noexec') && bavail * bsize >= enough;
  } catch {
    return false;
  }
}

function isRunning(pid: string): boolean {
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    // Somebody else's run.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * Where the machine has one, everything temporary goes to a memory disk. Hundreds of test databases are made and
 * dropped in a run; ext4 looks at each file that was removed within the last minute before it makes a new one, which
 * was a tenth of the whole run (measured with perf: `recently_deleted`).
 */
export function useMemoryDisk(): void {
  if (process.env['TMPDIR'] !== undefined || !isFit()) return;
  // What an earlier run left that was killed.
  for (const name of readdirSync(place))
    if (name.startsWith(prefix) && !isRunning(name.slice(prefix.length)))
      rmSync(join(place, name), { recursive: true, force: true });
  const folder = join(place, `${prefix}${process.pid}`);
  mkdirSync(folder);
  // As open as /tmp: PostgreSQL and pushed code run as users of their own.
  chmodSync(folder, 0o1777);
  process.env['TMPDIR'] = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
}
