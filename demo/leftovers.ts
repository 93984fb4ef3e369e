import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

const owner = z.object({ pid: z.number(), startedAt: z.string() });

/** Field 22 of /proc/PID/stat: ids are given again, start times are not. */
function startTime(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function isRunning(folder: string): boolean {
  try {
    const { pid, startedAt } = owner.parse(JSON.parse(readFileSync(join(folder, 'demo.json'), 'utf8')));
    return startTime(pid) === startedAt;
  } catch {
    return false;
  }
}

/** Variables that Greenroom sets itself for what it starts; a person's shell that was opened in the folder has none. */
const ours = ['GREENROOM_HOST', 'GREENROOM_DATA_DIR', 'HOME'];

/**
 * Whether a process belongs to the demo in this folder: what Greenroom starts there has a home or a mark in it, a host
 * is given its data folder, PostgreSQL its cluster (`-D`). Somebody's shell or `tail -f` in there does not.
 */
export function belongsTo(folder: string, args: readonly string[], env: readonly string[]): boolean {
  const inside = (path: string | undefined): boolean => path === folder || path?.startsWith(`${folder}/`) === true;
  const isHost = args[1]?.endsWith('/bin/host.js') === true && inside(args[2]);
  const isPostgres = inside(args[args.indexOf('-D') + 1]) && args.includes('-D');
  return isHost || isPostgres || ours.some((name) => env.some((one) => inside(after(one, `${name}=`))));
}

function after(text: string, start: string): string | undefined {
  return text.startsWith(start) ? text.slice(start.length) : undefined;
}

const fieldsOf = (path: string): readonly string[] => readFileSync(path, 'utf8').split('\0');

/** Ends every process of a demo that was killed. */
export function endLeftovers(folder: string): number {
  let ended = 0;
  for (const name of existsSync('/proc') ? readdirSync('/proc') : []) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    try {
      if (!belongsTo(folder, fieldsOf(`/proc/${name}/cmdline`), fieldsOf(`/proc/${name}/environ`))) continue;
      process.kill(Number(name), 'SIGKILL');
      ended += 1;
    } catch {
      // Not ours to look at, or gone meanwhile.
    }
  }
  return ended;
}

/**
 * A folder for this demo. One that a killed demo left is cleared, with its processes; one that another demo lives in is
 * left alone, and the next name is taken.
 */
export function demoFolder(tell: (line: string) => void): string {
  for (let number = 1; ; number += 1) {
    const folder = join(tmpdir(), `greenroom-demo-${userInfo().username}-${number}`);
    if (isRunning(folder)) continue;
    if (existsSync(folder)) {
      const ended = endLeftovers(folder);
      tell(`A demo was killed here before; cleared what it left (${ended} ${ended === 1 ? 'process' : 'processes'}).`);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    }
    mkdirSync(folder, { mode: 0o755 });
    chmodSync(folder, 0o755);
    writeFileSync(
      join(folder, 'demo.json'),
      JSON.stringify({ pid: process.pid, startedAt: startTime(process.pid) ?? '' }),
    );
    return folder;
  }
}
