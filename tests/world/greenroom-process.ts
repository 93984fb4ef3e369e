import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Of the command line, as people start it. */
export const cli = fileURLToPath(new URL('../../bin/greenroom.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** The real command line in a process of its own, with an environment that holds only what it is given. */
export class GreenroomProcess {
  readonly #child: ChildProcess;
  readonly ended: Promise<Ended>;
  #output = '';
  #waiting: (() => void)[] = [];

  constructor(args: readonly string[], env: Readonly<Record<string, string>>, cwd: string) {
    this.#child = spawn(process.execPath, [cli, ...args], {
      cwd,
      env: { PATH: process.env['PATH'] ?? '', HOME: cwd, LANG: 'C.UTF-8', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const hear = (chunk: Buffer): void => {
      this.#output += chunk.toString();
      for (const wake of this.#waiting.splice(0)) wake();
    };
    this.#child.stdout?.on('data', hear);
    this.#child.stderr?.on('data', hear);
    this.ended = new Promise((resolve) => {
      this.#child.once('close', (code, signal) => {
        for (const wake of this.#waiting.splice(0)) wake();
        resolve({ code, signal, output: this.#output });
      });
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get output(): string {
    return this.#output;
  }

  /** Resolves when the output holds the text; rejects, with all of the output, when the process ends before. */
  async says(text: string, deadlineMs = 60_000): Promise<void> {
    const late = AbortSignal.timeout(deadlineMs);
    while (!this.#output.includes(text)) {
      if (this.#child.exitCode !== null || this.#child.signalCode !== null || late.aborted) {
        throw new Error(`greenroom never said “${text}”; it said:\n${this.#output}`);
      }
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
        late.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async stop(): Promise<Ended> {
    this.kill('SIGTERM');
    return this.ended;
  }
}
