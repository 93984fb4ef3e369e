import { type ChildProcess, spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { onTestFinished } from 'vitest';
import { cli } from './greenroom-process.ts';

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** A terminal ends its lines with both. */
const plain = (raw: string): string => stripVTControlCharacters(raw).replaceAll('\r\n', '\n');

/** What a key sends. */
export const keys = { enter: '\r', down: '\u001b[B', left: '\u001b[D', ctrlC: '\u0003' } as const;

/**
 * Somebody at a terminal: the command line in a real one, made by util-linux's `script`. What was printed is read as it
 * stood there, without colours and cursor moves.
 */
export class Terminal {
  readonly #child: ChildProcess;
  readonly ended: Promise<number | null>;
  #raw = '';
  #read = 0;
  #waiting: (() => void)[] = [];

  constructor(args: readonly string[], env: Readonly<Record<string, string>>, cwd: string) {
    const command = `stty cols 200 rows 50; exec ${[process.execPath, cli, ...args].map(quoted).join(' ')}`;
    this.#child = spawn('script', ['--quiet', '--return', '--flush', '--command', command, '/dev/null'], {
      cwd,
      env: { PATH: process.env['PATH'] ?? '', HOME: cwd, LANG: 'C.UTF-8', TERM: 'xterm', SHELL: '/bin/sh', ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      this.#raw += chunk.toString();
      this.#wake();
    });
    this.ended = new Promise((resolve) => {
      this.#child.once('close', (code) => {
        this.#wake();
        resolve(code);
      });
    });
    onTestFinished(() => void this.#child.kill());
  }

  get text(): string {
    return plain(this.#raw);
  }

  /** Waits until this was printed after what was read last; rejects where it ends before. */
  async reads(wanted: string | RegExp, deadlineMs = 60_000): Promise<void> {
    const late = AbortSignal.timeout(deadlineMs);
    for (;;) {
      const fresh = this.text.slice(this.#read);
      const [found] =
        typeof wanted === 'string' ? (fresh.includes(wanted) ? [wanted] : []) : (wanted.exec(fresh) ?? []);
      if (found !== undefined) {
        this.#read += fresh.indexOf(found) + found.length;
        return;
      }
      if (this.#child.exitCode !== null || late.aborted)
        throw new Error(`the terminal never showed ${String(wanted)}; it showed at last:\n${this.text.slice(-3_000)}`);
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
        late.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }

  presses(text: string): void {
    this.#child.stdin?.write(text);
  }

  /** Waits until it is asked: whoever types earlier types into nothing. */
  async isAsked(question: string): Promise<void> {
    await this.reads(`◆  ${question}`);
  }

  async answers(question: string, answer = ''): Promise<void> {
    await this.isAsked(question);
    this.presses(`${answer}${keys.enter}`);
  }

  /** A yes is one key. */
  async agrees(question: string): Promise<void> {
    await this.isAsked(question);
    this.presses('y');
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
