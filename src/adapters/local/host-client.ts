import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, closeSync, lstatSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import { request as ask } from 'node:http';
import { dirname, join } from 'node:path';
import { ownProcess } from '../../platform/own-process.ts';
import { packageRoot } from '../../platform/package-root.ts';
import type { Clock } from '../../ports/clock.ts';
import { parseJson } from '../../trust.ts';
import { holderOf, isHeld } from './host/lock-file.ts';
import { type HostPlaces, placesOf } from './host/places.ts';
import { readState, stopsOf } from './host/state-file.ts';
import {
  type HostState,
  type Switched,
  type SwitchRequest,
  printHeader,
  stateSchema,
  switchedSchema,
} from './host/wire.ts';
import { isAlive } from './process-id.ts';

const entry = join(packageRoot, 'bin/host.js');
const startMs = 10_000;
const mostLog = 1024 * 1024;

/** Speaks to the host of one environment, and starts it where there is none. */
export class HostClient {
  readonly places: HostPlaces;
  readonly #clock: Clock;
  readonly #args: readonly string[];

  constructor(dataDir: string, project: string, environment: string, clock: Clock) {
    this.places = placesOf(dataDir, project, environment);
    this.#clock = clock;
    this.#args = [dataDir, project, environment];
  }

  /** What runs, as the host says; undefined where no host answers. */
  async state(): Promise<HostState | undefined> {
    const answer = await this.#send('GET', '/state', undefined, 5_000).catch((error: unknown) => {
      if (isAbsent(error)) return undefined;
      throw error;
    });
    return answer === undefined ? undefined : stateSchema.parse(answer);
  }

  /** `print`: where the tree need not be read once more if it still has this one. */
  async switch(request: SwitchRequest, print: string | undefined, signal: AbortSignal): Promise<Switched> {
    await this.ensure();
    const headers = print === undefined ? {} : { [printHeader]: print };
    const answer = await this.#send('POST', '/switch', request, request.deadlineMs + 30_000, { signal, headers });
    return switchedSchema.parse(answer);
  }

  /** True where there was one to stop. Resolves when it has ended. */
  async stop(): Promise<boolean> {
    if ((await this.state()) === undefined) return false;
    // Asked first: it lets go of the lock a moment before its process is gone.
    const holder = holderOf(this.places.lockFile);
    await this.#send('POST', '/stop', {}, 5_000);
    for (let left = 30_000; left > 0; left -= 50) {
      if (holder === undefined ? !isHeld(this.places.lockFile) : !isAlive(holder)) return true;
      await this.#clock.wait(50);
    }
    throw new Error(`the host of ${this.#args.slice(1).join('/')} was told to stop 30 s ago, and still runs`);
  }

  /** Detached and with files of its own: our death, our terminal and our pipes are not its. */
  async ensure(): Promise<void> {
    // Before anybody is asked: whoever made the socket's folder before us would be told what the app is given.
    for (const folder of [this.places.folder, dirname(this.places.socket)]) keepPrivate(folder);
    if ((await this.state()) !== undefined) return;
    let asked: ChildProcess | undefined;
    for (let left = startMs; left > 0; left -= 25) {
      // Again where the one that we asked for is over: one that was just ending may have made it give way.
      const waiting = asked !== undefined && asked.exitCode === null && asked.signalCode === null;
      if (!waiting && !isHeld(this.places.lockFile)) asked = this.#spawn();
      await this.#clock.wait(25);
      if ((await this.state()) !== undefined) return;
    }
    throw new Error(
      `the host of ${this.#args.slice(1).join('/')} did not start within ${startMs / 1000} s; ${this.places.logFile} may say why`,
    );
  }

  #spawn(): ChildProcess {
    putAside(this.places.logFile);
    const log = openSync(this.places.logFile, 'a', 0o600);
    try {
      const child = spawn(process.execPath, [entry, ...this.#args, String(stopsOf(readState(this.places.stateFile)))], {
        cwd: '/',
        detached: true,
        stdio: ['ignore', log, log],
        env: ownProcess,
      });
      child.on('error', () => undefined);
      child.unref();
      return child;
    } finally {
      closeSync(log);
    }
  }

  #send(
    method: string,
    path: string,
    body: unknown,
    deadlineMs: number,
    { signal, headers }: { signal?: AbortSignal; headers?: Readonly<Record<string, string>> } = {},
  ): Promise<unknown> {
    const late = AbortSignal.timeout(deadlineMs);
    return new Promise((resolve, reject) => {
      const request = ask(
        {
          socketPath: this.places.socket,
          method,
          path,
          signal: signal === undefined ? late : AbortSignal.any([late, signal]),
          headers: { 'content-type': 'application/json', ...headers },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8');
            if (response.statusCode === 200) resolve(parseJson(text));
            else reject(new Error(`the host answered ${response.statusCode}: ${text}`));
          });
        },
      );
      request.on('error', reject);
      request.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

/** No socket, one that nobody listens on any more, or one whose owner died as we spoke: there is no host. */
function isAbsent(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    ['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(String(error.code))
  );
}

/** What the hosts before this one have said is kept in one file more. */
function putAside(logFile: string): void {
  if ((statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) > mostLog) renameSync(logFile, `${logFile}.1`);
}

/** Ours and nobody else's. In a shared folder somebody could have made it before us, to be told our secrets. */
function keepPrivate(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const facts = lstatSync(folder);
  if (!facts.isDirectory() || facts.uid !== process.getuid?.())
    throw new Error(`${folder} belongs to somebody else; remove it`);
  chmodSync(folder, 0o700);
}
