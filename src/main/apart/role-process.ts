import { type ChildProcess, spawn } from 'node:child_process';
import type { ProcessRole } from '../../core/process-role.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { type Word, wordSchema } from './wire.ts';

export interface RoleCommand {
  readonly role: ProcessRole;
  /** Program and arguments that start it as the user that it is to be. */
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
}

const firstDelayMs = 500;
const longestDelayMs = 30_000;
/** One that lived this long did not die of its start. */
const settledMs = 60_000;

/** A role that ended and will not be well by itself; its own words are above, on standard error. */
export class RoleEnded extends Error {
  readonly exitCode: 1 | 2 | 78;

  constructor(role: ProcessRole, how: string, exitCode: 1 | 2 | 78) {
    super(`${role} ended (${how}) and is not started again; what it said is above.`);
    this.exitCode = exitCode;
  }
}

/** One role as a process of its own. It is started again when it dies; the ledger knows what it was about. */
export class RoleProcess {
  readonly role: ProcessRole;
  readonly #command: RoleCommand;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #hear: (from: RoleProcess, word: Word) => void;
  readonly #stopping = new AbortController();
  #child: ChildProcess | undefined;
  #living: Promise<void> | undefined;
  /** Where it takes webhooks, if it does. */
  port: number | undefined;

  constructor(command: RoleCommand, clock: Clock, log: Log, hear: (from: RoleProcess, word: Word) => void) {
    this.role = command.role;
    this.#command = command;
    this.#clock = clock;
    this.#log = log;
    this.#hear = hear;
  }

  /** Resolves when it is ready for the first time; rejects with RoleEnded where it never will be. */
  start(failed: (error: Error) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#living = this.#live(resolve).catch((error: unknown) => {
        const ended = error instanceof Error ? error : new Error(String(error));
        reject(ended);
        failed(ended);
      });
    });
  }

  tell(word: Word): void {
    if (this.#child?.connected === true) this.#child.send(word);
  }

  /** Lets it finish; after the deadline it is ended. */
  async stop(deadlineMs: number): Promise<void> {
    this.#stopping.abort();
    const child = this.#child;
    child?.kill('SIGTERM');
    const late = setTimeout(() => child?.kill('SIGKILL'), deadlineMs);
    await this.#living;
    clearTimeout(late);
  }

  async #live(ready: () => void): Promise<void> {
    let wasReady = false;
    for (let delay = firstDelayMs; !this.#stopping.signal.aborted; delay = Math.min(delay * 2, longestDelayMs)) {
      const since = this.#clock.now();
      const { code, how } = await this.#once(() => {
        wasReady = true;
        ready();
      });
      this.#hear(this, { kind: 'state', name: this.role, ok: false });
      if (this.#stopping.signal.aborted) return;
      // Usage or config, and a credential that was refused, are no better the next time.
      if (code === 2 || code === 78) throw new RoleEnded(this.role, how, code);
      // What cannot even start is told to the operator rather than tried for ever behind his back.
      if (!wasReady) throw new RoleEnded(this.role, how, 1);
      if (this.#clock.now() - since > settledMs) delay = firstDelayMs;
      this.#log.error({ role: this.role, how, again: delay }, 'a role died; it is started again');
      await this.#clock.wait(delay, this.#stopping.signal);
    }
  }

  async #once(ready: () => void): Promise<{ code: number | null; how: string }> {
    const { argv, env } = this.#command;
    const [program, ...args] = argv;
    const child = spawn(program, args, {
      // Nobody's folder: where it was started from may be closed to the user that it is.
      cwd: '/',
      env: { ...env },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child = child;
    // A stop that came while it was being started again.
    if (this.#stopping.signal.aborted) child.kill('SIGTERM');
    child.on('message', (message) => {
      const word = wordSchema.safeParse(message);
      if (!word.success) return;
      if (word.data.kind === 'ready') {
        this.port = word.data.port;
        ready();
        this.#hear(this, { kind: 'state', name: this.role, ok: true });
      } else this.#hear(this, word.data);
    });
    return new Promise((resolve) => {
      child.once('error', (error) => resolve({ code: null, how: error.message }));
      child.once('exit', (code, signal) =>
        resolve({ code, how: signal === null ? `code ${String(code)}` : `signal ${signal}` }),
      );
    });
  }
}
