import { readFileSync, readdirSync } from 'node:fs';

/** Killed ones may be there for a moment still; of those that start each other, this many generations are followed. */
const rounds = 3;

/**
 * Ends everything that has this in its environment (/proc/PID/environ, proc(5)), which a process keeps from its start: what
 * has a session of its own escapes the end of its group, and not this.
 */
export function endMarked(name: string, value: string): void {
  for (let round = 0, found = 1; round < rounds && found > 0; round += 1) found = endOnce(`${name}=${value}`);
}

function endOnce(mark: string): number {
  let found = 0;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    try {
      if (!readFileSync(`/proc/${name}/environ`, 'utf8').split('\0').includes(mark)) continue;
      process.kill(Number(name), 'SIGKILL');
      found += 1;
    } catch {
      // Not ours to read, or gone already.
    }
  }
  return found;
}
