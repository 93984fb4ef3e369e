import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../bin/greenroom.js', import.meta.url));

/** The real command line, as an operator starts it; the demo knows it by its output and its exit alone. */
export class Greenroom {
  readonly #folder: string;
  readonly #env: Readonly<Record<string, string>>;
  #child: ChildProcess | undefined;
  #ended: Promise<void> = Promise.resolve();

  constructor(folder: string, env: Readonly<Record<string, string>>) {
    this.#folder = folder;
    this.#env = {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      LANG: 'C.UTF-8',
      GREENROOM_DATA_DIR: join(folder, 'data'),
      ...env,
    };
  }

  get logFile(): string {
    return join(this.#folder, 'greenroom.log');
  }

  /** Resolves when it says that it is ready. */
  async start(): Promise<void> {
    const log = openSync(this.logFile, 'a');
    const child = spawn(process.execPath, [cli, 'start'], {
      cwd: this.#folder,
      env: this.#env,
      stdio: ['ignore', 'pipe', log],
      detached: true,
    });
    this.#child = child;
    this.#ended = new Promise((resolve) => child.once('close', () => resolve()));
    await new Promise<void>((resolve, reject) => {
      let seen = '';
      child.stdout?.on('data', (chunk: Buffer) => {
        appendFileSync(this.logFile, chunk);
        seen = (seen + chunk.toString()).slice(-4_000);
        if (seen.includes('greenroom: ready')) resolve();
      });
      child.once('close', (code) => reject(new Error(`greenroom ended with ${code}; ${this.logFile} says why`)));
    });
  }

  /** Runs one of its commands to the end; its standard output. */
  run(...args: string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [cli, ...args], {
        cwd: this.#folder,
        env: this.#env,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const out: Buffer[] = [];
      const err: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
      child.once('error', reject);
      child.once('close', (code) =>
        code === 0
          ? resolve(Buffer.concat(out).toString('utf8'))
          : reject(new Error(`greenroom ${args.join(' ')} ended with ${code}: ${Buffer.concat(err).toString('utf8')}`)),
      );
    });
  }

  async stop(): Promise<void> {
    this.#child?.kill('SIGTERM');
    await this.#ended;
    await this.run('local', 'stop').catch(() => undefined);
  }
}
