import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '../../world/until.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
export type Variables = Readonly<Record<string, string>>;

/** A copy that a test may build and change. The packages are this repository's own, which has the same ones. */
export async function eventAppCopy(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'event-app-'));
  const source = join(root, 'examples/event-app');
  const left = /node_modules|\/web\/dist|build-info\.json/;
  await cp(source, folder, { recursive: true, filter: (path) => !left.test(path.slice(source.length)) });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  await symlink(join(root, 'node_modules'), join(folder, 'web/node_modules'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** What an environment of the event app has; each a Discord application, a key and a database of its own. */
export function placeOf(appEnv: 'staging' | 'production' | 'local', databaseUrl: string): Record<string, string> {
  return {
    APP_ENV: appEnv,
    IS_PRODUCTION: String(appEnv === 'production'),
    DATABASE_URL: databaseUrl,
    SESSION_KEY: `the ${appEnv} session key of a test, long enough`,
    GREENROOM_KEY: `the ${appEnv} kit key of a test, long enough`,
    DISCORD_CLIENT_ID: '100000000000000001',
    DISCORD_CLIENT_SECRET: 'not a real secret',
    PUBLIC_URL: 'http://127.0.0.1:9',
    // Nobody listens there: whatever a test does not give, nothing outside hears of.
    DISCORD_API_URL: 'http://127.0.0.1:9/api',
  };
}

function launch(
  folder: string,
  command: readonly string[],
  variables: Variables,
): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, [...command], {
    cwd: folder,
    // It is started a hundred times: what Node compiled is kept for all of them.
    env: { PATH: process.env['PATH'] ?? '', NODE_COMPILE_CACHE: join(tmpdir(), 'event-app-compiled'), ...variables },
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
export function run(
  folder: string,
  script: string,
  variables: Variables = {},
  args: readonly string[] = [],
): Promise<Ended> {
  const { child, output } = launch(folder, [script, ...args], variables);
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output: output() })));
}

export interface RunningApp {
  readonly url: string;
  readonly output: () => string;
  /** Asks it to end; resolves with how it did. */
  stop(): Promise<Ended>;
}

export async function startApp(folder: string, variables: Variables, script = 'src/main.js'): Promise<RunningApp> {
  const { child, output } = launch(folder, [script], { PORT: '0', ...variables });
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, output: output() })));
  const url = await until('the event app listens', () => /listens on (\S+)/.exec(output())?.[1], { tell: output });
  return {
    url,
    output,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}
