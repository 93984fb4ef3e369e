/** A row, and who waits for it. */
interface Waiting<Row, Result> {
  readonly row: Row;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

export interface BatchOptions {
  /** Rows of one batch at most. */
  readonly batch: number;
  /** Rows that may wait; the next one is refused. */
  readonly queue: number;
  /** What becomes of a batch that failed: each row is tried alone (default), or all have failed with it. */
  readonly failed?: 'one by one' | 'together';
}

/**
 * Writes rows in batches, one batch in flight. A time window would only add delay: the first row goes at once, and
 * what arrives while it is written is the next batch (reference: recipes §9). Where a batch fails its rows are written
 * one by one, unless told otherwise, so that a poisoned row does not sink its neighbours.
 */
export class Batches<Row, Result> {
  readonly #write: (rows: readonly Row[]) => Promise<readonly Result[]>;
  readonly #options: BatchOptions;
  #waiting: Waiting<Row, Result>[] = [];
  #flushing = false;

  constructor(write: (rows: readonly Row[]) => Promise<readonly Result[]>, options: BatchOptions) {
    this.#write = write;
    this.#options = options;
  }

  /** Resolves when the row is durable. `signal` takes it out again while it only waits. */
  add(row: Row, signal?: AbortSignal): Promise<Result> {
    if (this.#waiting.length >= this.#options.queue) {
      return Promise.reject(new Error(`${this.#waiting.length} rows wait to be written already`));
    }
    return new Promise((resolve, reject) => {
      const entry = { row, resolve, reject };
      this.#waiting.push(entry);
      signal?.addEventListener('abort', () => {
        this.#waiting = this.#waiting.filter((other) => other !== entry);
        reject(signal.reason);
      });
      if (!this.#flushing) {
        this.#flushing = true;
        setImmediate(() => void this.#flush());
      }
    });
  }

  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) await this.#writeAll(this.#waiting.splice(0, this.#options.batch));
    this.#flushing = false;
  }

  async #writeAll(entries: readonly Waiting<Row, Result>[]): Promise<void> {
    try {
      const results = await this.#write(entries.map((entry) => entry.row));
      for (const [index, entry] of entries.entries()) {
        const result = results[index];
        if (result === undefined) entry.reject(new Error('the row was not written'));
        else entry.resolve(result);
      }
    } catch (error) {
      const together = entries.length === 1 || this.#options.failed === 'together';
      for (const entry of entries) {
        if (together) entry.reject(error);
        else await this.#writeAll([entry]);
      }
    }
  }
}
