import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './run.ts';

/** What a server wrote into its data folder (PostgreSQL source, miscadmin.h: LOCK_FILE_LINE_*). */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** The folder of its socket; empty where it has none, and while it starts. */
  readonly socket: string;
  /** System V id of its shared memory, where it has got that far. */
  readonly memory: string | undefined;
  readonly ready: boolean;
}

export async function readPostmaster(data: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const lines = text.split('\n').map((line) => line.trim());
  return {
    pid: Math.abs(Number(lines[0])),
    port: Number(lines[3] ?? Number.NaN),
    socket: lines[4] ?? '',
    memory: lines[6]?.split(/\s+/)[1],
    ready: lines[7] === 'ready',
  };
}

/**
 * Whether that process is a PostgreSQL that lives. Where process 1 does not reap (plain containers) a killed server
 * stays a zombie: it has a pid and answers signal 0, and pg_ctl takes it for running.
 */
export async function isAlive({ pid }: Postmaster): Promise<boolean> {
  if (!Number.isInteger(pid) || pid <= 1) return false;
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    const [, name, state] = /^\d+ \((.*)\) (\S)/s.exec(stat) ?? [];
    return name === 'postgres' && state !== 'Z' && state !== 'X';
  }
  const { output } = await run('/bin/ps', ['-o', 'stat=,comm=', '-p', String(pid)], {
    account: undefined,
    deadlineMs: 5_000,
  });
  return output.includes('postgres') && !output.trim().startsWith('Z');
}

/**
 * Whether processes of a dead server still have its memory. While they do a new server must not start: PostgreSQL
 * itself makes sure of that by the file that we may be about to remove.
 */
export async function hasOrphans({ memory }: Postmaster): Promise<boolean> {
  if (memory === undefined) return false;
  const table = await readFile('/proc/sysvipc/shm', 'utf8').catch(() => '');
  for (const line of table.split('\n').slice(1)) {
    const [, id, , , , , attached] = line.trim().split(/\s+/);
    if (id === memory) return Number(attached) > 0;
  }
  return false;
}
