import { lstatSync } from 'node:fs';
import { type RunResult, run } from '../../platform/exec.ts';

const as = (program: string, ...args: readonly string[]): Promise<RunResult> =>
  run(program, args, { cwd: '/', env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8' }, maxCaptured: 4096 });

/**
 * Removes a folder and all that is in it; one that is not there is fine. By `rm`, which goes from one open folder to the
 * next (openat(2)) and not by paths: a program that still runs, and to whom something in there belongs, could put a link
 * in a folder's place, and root would remove what that leads to. It also knows no path that is too long. Rejects where
 * something stays.
 */
export async function removeTree(folder: string): Promise<void> {
  let ended = await as('rm', '-rf', '--', folder);
  if (isThere(folder) && process.getuid?.() !== 0) {
    // What is stored is read-only, also to us. Root needs no right.
    await as('chmod', '-R', 'u+rwx', '--', folder);
    ended = await as('rm', '-rf', '--', folder);
  }
  if (isThere(folder))
    throw new Error(`${folder} could not be removed: ${ended.stderr.trim().split('\n').at(-1) ?? ended.detail}`);
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
