import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { asUser } from '../../../platform/as-user.ts';
import { endMarked } from '../../../platform/end-marked.ts';
import { isProgram } from '../../../platform/is-program.ts';
import { killGroup } from '../../../platform/kill-group.ts';
import { type ProcessId, identify } from '../process-id.ts';
import type { AppLog } from './app-log.ts';
import { hostMark, runMark } from './marks.ts';
import { statusOf } from './status-of.ts';
import { isNotFrom, strangersAt } from './who-listens.ts';
import type { Version } from './wire.ts';

/** Often while most apps are still starting, since every pause ends late by half of it on average; then seldom. */
const betweenLooksMs = (sinceStart: number): number => Math.min(50, 5 + sinceStart / 20);
const politeMs = 5_000;

export type Started =
  | { readonly well: true; readonly app: AppProcess }
  | { readonly well: false; readonly code: 'switch.unhealthy' | 'switch.exited'; readonly detail: string };

/** A free loopback port. Another program could take it before the app does. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = address !== null && typeof address === 'object' ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/** One running version: a process group of its own behind a loopback port. */
export class AppProcess {
  readonly version: Version;
  readonly port: number;
  readonly ended: Promise<string>;
  readonly id: ProcessId | undefined;
  readonly #child: ChildProcess;
  #over = false;

  private constructor(version: Version, port: number, child: ChildProcess, run: string) {
    this.version = version;
    this.port = port;
    this.#child = child;
    this.id = child.pid === undefined ? undefined : identify(child.pid);
    this.ended = new Promise((resolve) => {
      child.once('error', (error) => resolve(`could not be started: ${error.message}`));
      child.once('exit', (code, signal) =>
        resolve(signal === null ? `ended with ${code ?? '?'}` : `was ended by ${signal}`),
      );
    });
    void this.ended.then(() => {
      this.#over = true;
      // What it started itself goes with it.
      if (child.pid === undefined) return;
      killGroup(child.pid, 'SIGKILL');
      endMarked(runMark, run);
    });
  }

  get over(): boolean {
    return this.#over;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts it, and waits until its health check answers well. One that does not is ended before this resolves. */
  static async start(
    version: Version,
    mark: string,
    log: AppLog,
    deadlineMs: number,
    signal?: AbortSignal,
  ): Promise<Started> {
    const port = await freePort();
    const run = randomUUID();
    const [its = '', ...rest] = version.start;
    if (version.user !== undefined && !isProgram(its, version.tree, version.env['PATH']))
      return { well: false, code: 'switch.exited', detail: `it could not be started: there is no program ${its}` };
    const given = { ...version.env, PORT: String(port), HOST: '127.0.0.1', [hostMark]: mark, [runMark]: run };
    const { argv, env } = asUser(version.user, [its, ...rest], given);
    const [program, ...args] = argv;
    const child = spawn(program, args, {
      cwd: version.tree,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.on('data', (chunk: Buffer) => log.write(chunk));
    child.stderr.on('data', (chunk: Buffer) => log.write(chunk));
    const app = new AppProcess(version, port, child, run);
    const timeout = AbortSignal.timeout(deadlineMs);
    const late = signal === undefined ? timeout : AbortSignal.any([timeout, signal]);
    let seen = 'it never answered';
    const started = performance.now();
    while (!app.over && !late.aborted) {
      try {
        const inTime = AbortSignal.any([late, AbortSignal.timeout(3_000)]);
        const status = await statusOf(`${app.url}${version.health}`, inTime);
        const isWell = status >= 200 && status < 300;
        const notIts = isWell ? isNotFrom(version.user, port) : undefined;
        // Where the app is over, it was somebody else on that port who answered.
        if (isWell && notIts === undefined && !app.over) return { well: true, app };
        seen = notIts ?? `${version.health} answers ${status}`;
      } catch {
        // Not listening yet, or not in time: looked at again until the deadline.
      }
      await Promise.race([wait(betweenLooksMs(performance.now() - started)), app.ended]);
    }
    if (app.over) return { well: false, code: 'switch.exited', detail: `it ${await app.ended} while it was starting` };
    await app.stop();
    const when =
      signal?.aborted === true ? 'stopped while it was starting' : `after ${Math.round(deadlineMs / 1000)} s`;
    return { well: false, code: 'switch.unhealthy', detail: `${when}: ${seen}` };
  }

  /** Somebody else answers on its port: it has let go of it, to end or to start anew, and they were quicker. */
  get isImpersonated(): boolean {
    const { user } = this.version;
    try {
      return user !== undefined && !this.#over && strangersAt(user, this.port).length > 0;
    } catch {
      // It was the app's when it was looked at first; what cannot be read now takes nobody down.
      return false;
    }
  }

  /** Politely, then for certain, the whole group; children that outlive their leader included. */
  async stop(): Promise<void> {
    const { pid } = this.#child;
    // Its number may be another's by now: where it has ended, its group was ended then.
    if (pid === undefined || this.#over) return;
    killGroup(pid, 'SIGTERM');
    await Promise.race([this.ended, wait(politeMs, undefined, { ref: false })]);
    if (!this.#over) killGroup(pid, 'SIGKILL');
    await this.ended;
  }
}
