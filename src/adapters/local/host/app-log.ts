import { appendFileSync, renameSync, statSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

const mostBytes = 5 * 1024 * 1024;
const recentCharacters = 16 * 1024;

/** An app's output: kept in one file and one before it, and the newest of it in memory for who has just deployed it. */
export class AppLog {
  readonly #path: string;
  readonly #decoder = new StringDecoder('utf8');
  #size: number;
  #recent = '';
  /** Whether there was more of it. */
  #cut = false;

  constructor(path: string) {
    this.#path = path;
    this.#size = ((): number => {
      try {
        return statSync(path).size;
      } catch {
        return 0;
      }
    })();
  }

  write(chunk: Buffer): void {
    const text = this.#recent + this.#decoder.write(chunk);
    this.#cut ||= text.length > recentCharacters;
    this.#recent = text.slice(-recentCharacters);
    try {
      if (this.#size > mostBytes) {
        renameSync(this.#path, `${this.#path}.1`);
        this.#size = 0;
      }
      appendFileSync(this.#path, chunk, { mode: 0o600 });
      this.#size += chunk.length;
    } catch {
      // A full disk must not end an app that serves: its output is lost, it goes on.
    }
  }

  /** Forgets what is in memory, so that `recent` is of the version that starts now. */
  begin(): void {
    this.#recent = '';
    this.#cut = false;
  }

  /** From the beginning of a line on: half a secret is none that anybody would know to cut out. */
  recent(): string {
    if (!this.#cut) return this.#recent;
    const end = this.#recent.indexOf('\n');
    return end === -1 ? `(a line of more than ${recentCharacters} characters)` : this.#recent.slice(end + 1);
  }
}
