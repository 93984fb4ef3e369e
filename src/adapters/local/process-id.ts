import { readFileSync } from 'node:fs';

/** A process for certain: ids are given again, but not with the same start time (proc(5), field 22 of stat). */
export interface ProcessId {
  readonly pid: number;
  /** Clock ticks since boot; absent where there is no /proc, and then the id alone is never trusted. */
  readonly startedAt: string;
}

export function identify(pid: number): ProcessId | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name is in parentheses and may hold anything, so fields are counted from the last one.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const startedAt = fields[19];
    return startedAt === undefined || fields[0] === 'Z' ? undefined : { pid, startedAt };
  } catch {
    return undefined;
  }
}

export function isAlive(known: ProcessId): boolean {
  return identify(known.pid)?.startedAt === known.startedAt;
}

/** For what was read from a file. */
export function isProcessId(value: unknown): value is ProcessId {
  return (
    value !== null &&
    typeof value === 'object' &&
    'pid' in value &&
    'startedAt' in value &&
    typeof value.pid === 'number' &&
    typeof value.startedAt === 'string'
  );
}
