import { readFileSync, readdirSync } from 'node:fs';

/** In the environment of everything that a host starts, so that its successor finds all of it. */
export const hostMark = 'GREENROOM_HOST';

/**
 * Ends whatever an earlier host of this folder left behind: what served, what was only starting, and their children.
 * Found by the mark in /proc/PID/environ (proc(5)), which a process keeps from its start.
 */
export function endOrphans(folder: string): void {
  const mark = `${hostMark}=${folder}`;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    try {
      if (readFileSync(`/proc/${name}/environ`, 'utf8').split('\0').includes(mark))
        process.kill(Number(name), 'SIGKILL');
    } catch {
      // Not ours to read, or gone already.
    }
  }
}
