import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './free-port.ts';

export interface AppRedis {
  /** Environment → address of its own server: another index of one would not be its own. */
  readonly urls: Readonly<Record<'staging' | 'production', string>>;
  stop(): Promise<void>;
}

function redisServer(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, 'redis-server')).find((path) => existsSync(path));
}

/** Waits until somebody listens; a server that ends before is told as an error. */
async function answers(port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}`);
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (open) return;
    await wait(50);
  }
  throw new Error('redis-server does not answer');
}

/** The event app's Redis, one server for each environment, in memory. Undefined where redis-server is not installed. */
export async function startAppRedis(folder: string): Promise<AppRedis | undefined> {
  const program = redisServer();
  if (program === undefined) return undefined;
  const started: ChildProcess[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(
      started.map(async (child) => {
        if (child.exitCode !== null) return;
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGTERM');
        await ended;
      }),
    );
  };
  const one = async (place: string): Promise<string> => {
    const its = join(folder, `app-redis-${place}`);
    mkdirSync(its, { mode: 0o700 });
    const port = await freePort();
    const child = spawn(program, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], {
      cwd: its,
      // The folder as its home is how a demo that was killed is cleared of it.
      env: { PATH: '/usr/bin:/bin', HOME: folder },
      stdio: 'ignore',
    });
    started.push(child);
    await answers(port, child);
    return `redis://127.0.0.1:${port}/0`;
  };
  try {
    return { urls: { staging: await one('staging'), production: await one('production') }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
