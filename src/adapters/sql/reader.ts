import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Classified, ambiguous, mostMigrationBytes, unreadable } from '../../core/migration-class.ts';
import { packageRoot } from '../../platform/package-root.ts';
import type { SqlReader } from '../../ports/sql.ts';
import type { Answer } from './parser-thread.ts';

const entry = join(packageRoot, 'bin/sql.js');
/** A MiB of plain statements takes one second. */
const mostMs = 10_000;
/** With the parser in it the thread takes 12 MB, and is made anew in 0.13 s: kept while one file follows the other. */
const restMs = 10_000;
const mostRemembered = 2_000;

/**
 * PostgreSQL’s own parser, compiled to WebAssembly, in a thread of its own: text that is nested deeply enough overflows
 * its stack, and the next text that it is given never ends (seen with 100 000 times “+1”). There that costs a thread;
 * here it would cost the worker, with the leases that it holds. Made when it is first needed, and anew after a break.
 */
class ParserThread {
  #worker: Worker | undefined;
  #rest: NodeJS.Timeout | undefined;
  readonly #restMs: number;

  constructor(restMs: number) {
    this.#restMs = restMs;
  }

  async ask(text: string): Promise<Answer> {
    clearTimeout(this.#rest);
    // Nothing of our environment: no secret is needed to read SQL.
    const worker = (this.#worker ??= new Worker(entry, { env: {}, resourceLimits: { maxOldGenerationSizeMb: 512 } }));
    worker.unref();
    const answer = await answerOf(worker, text);
    if (answer.spoilt) await this.#end();
    else this.#rest = setTimeout(() => void this.#end(), this.#restMs).unref();
    return answer;
  }

  /** Whoever asks from now on gets a new one. */
  async #end(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }
}

function answerOf(worker: Worker, text: string): Promise<Answer> {
  return new Promise((resolve) => {
    const end = (answer: Answer): void => {
      clearTimeout(late);
      worker.off('message', end);
      worker.off('error', broken);
      worker.off('exit', gone);
      // Only while it is asked does it keep the process alive.
      worker.unref();
      resolve(answer);
    };
    const give = (why: string): void => end({ found: unreadable(why), spoilt: true });
    const broken = (error: Error): void => give(`could not be read: ${error.message}`);
    const gone = (): void => give('could not be read: the parser ended');
    const late = setTimeout(give, mostMs, `could not be read within ${mostMs / 1000} s`);
    worker.on('message', end);
    worker.on('error', broken);
    worker.on('exit', gone);
    worker.ref();
    worker.postMessage(text);
  });
}

/**
 * One text after the other; what was read once is remembered by its hash, since every look at a card asks again. The
 * parser's thread ends when nothing was asked for so long.
 */
export function createSqlReader(restsAfterMs = restMs): SqlReader {
  const thread = new ParserThread(restsAfterMs);
  const remembered = new Map<string, Classified>();
  let turn: Promise<unknown> = Promise.resolve();

  const read = async (text: string): Promise<Classified> => {
    if (Buffer.byteLength(text) > mostMigrationBytes) return unreadable('is larger than 1 MiB');
    const key = createHash('sha256').update(text).digest('hex');
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const unclear = ambiguous(text);
    if (unclear !== undefined) return unclear;
    const mine = turn.then(() => thread.ask(text.replace(/^\uFEFF/, '')));
    turn = mine.catch(() => undefined);
    try {
      const { found, spoilt } = await mine;
      // A slow moment is not a fact about the text.
      if (spoilt) return found;
      const [oldest] = remembered.size >= mostRemembered ? remembered.keys() : [];
      if (oldest !== undefined) remembered.delete(oldest);
      remembered.set(key, found);
      return found;
    } catch (error) {
      return unreadable(`could not be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  return { classify: read };
}
