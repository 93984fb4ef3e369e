import { readFileSync } from 'node:fs';

/** Undefined where there is no such process; a zombie has ended, only its parent has not looked yet. */
export function parentOf(pid: number): number | undefined {
  try {
    const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return state === 'Z' ? undefined : Number(parent);
  } catch {
    return undefined;
  }
}

/** Whether it starts programs for a process of Greenroom, which is its parent. */
export function isForker(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('bin/forker.js');
  } catch {
    return false;
  }
}
