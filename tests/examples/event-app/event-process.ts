import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '../../world/until.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
type Variables = Readonly<Record<string, string>>;

/** A copy that a test may build and change. The packages are this repository's own, which has the same two. */
export async function eventAppCopy(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'event-app-'));
  const source = join(root, 'examples/event-app');
  await cp(source, folder, { recursive: true, filter: (path) => !path.includes('node_modules') });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

function launch(folder: string, script: string, variables: Variables): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, [script], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return { child, output: () => output };
}

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs one of its scripts to the end. */
export function run(folder: string, script: string, variables: Variables = {}): Promise<Ended> {
  const { child, output } = launch(folder, script, variables);
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output: output() })));
}

export interface RunningApp {
  readonly url: string;
  /** Asks it to end; resolves with how it did. */
  stop(): Promise<Ended>;
}

export async function startApp(folder: string, variables: Variables): Promise<RunningApp> {
  const { child, output } = launch(folder, 'src/main.js', { PORT: '0', ...variables });
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, output: output() })));
  const url = await until('the event app listens', () => /listens on (\S+)/.exec(output())?.[1], { tell: output });
  return {
    url,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}
