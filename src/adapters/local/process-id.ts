import { readFileSync } from 'node:fs';

/** A process for certain: ids are given again, but not with the same start time (proc(5), field 22 of stat). */
export interface ProcessId {
  readonly pid: number;
  /** Clock ticks since boot; absent where there is no /proc, and then the id alone is never trusted. */
  readonly startedAt: string;
  /**
   * Which start of the machine that was (random(4)). After another one ids and ticks begin anew, and what starts with the
   * machine has nearly the same ones. Absent where the kernel does not say, or an earlier Greenroom wrote it.
   */
  readonly boot?: string;
}

const boot = ((): string | undefined => {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return undefined;
  }
})();

export function identify(pid: number): ProcessId | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name is in parentheses and may hold anything, so fields are counted from the last one.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const startedAt = fields[19];
    if (startedAt === undefined || fields[0] === 'Z') return undefined;
    return { pid, startedAt, ...(boot === undefined ? {} : { boot }) };
  } catch {
    return undefined;
  }
}

export function isAlive(known: ProcessId): boolean {
  const now = identify(known.pid);
  return now?.startedAt === known.startedAt && (known.boot ?? now.boot) === now.boot;
}

/** For what was read from a file. */
export function isProcessId(value: unknown): value is ProcessId {
  return (
    value !== null &&
    typeof value === 'object' &&
    'pid' in value &&
    'startedAt' in value &&
    typeof value.pid === 'number' &&
    typeof value.startedAt === 'string' &&
    (!('boot' in value) || typeof value.boot === 'string')
  );
}
