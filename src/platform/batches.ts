import type { Clock } from '../ports/clock.ts';

/** A row, and who waits for it. */
interface Waiting<Row, Result> {
  readonly row: Row;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
  /** Epoch milliseconds. */
  readonly due: number;
  settled: boolean;
}

/** How long somebody waits for a row to be written, whether it waits itself or is under way. */
export interface Patience {
  readonly clock: Clock;
  readonly milliseconds: number;
  /** Who did not answer, for the error's text. */
  readonly what: string;
}

export interface BatchOptions {
  /** Rows of one batch at most. */
  readonly batch: number;
  /** Rows that may wait; the next one is refused. */
  readonly queue: number;
  /** What becomes of a batch that failed: each row is tried alone (default), or all have failed with it. */
  readonly failed?: 'one by one' | 'together';
  /** Without it nobody gives up. */
  readonly patience?: Patience;
}

/**
 * Writes rows in batches, one batch in flight. A time window would only add delay: the first row goes at once, and
 * what arrives while it is written is the next batch (reference: recipes §9). Where a batch fails its rows are written
 * one by one, unless told otherwise, so that a poisoned row does not sink its neighbours. All rows share one timer: one
 * for each, and an abort to end it, cost more than verifying a webhook.
 */
export class Batches<Row, Result> {
  readonly #write: (rows: readonly Row[]) => Promise<readonly Result[]>;
  readonly #options: BatchOptions;
  #waiting: Waiting<Row, Result>[] = [];
  #flushing = false;
  /** Everybody who may still give up, the longest waiting first; some of them settled. */
  #patient: Waiting<Row, Result>[] = [];
  #unsettled = 0;
  #watching: AbortController | undefined;

  constructor(write: (rows: readonly Row[]) => Promise<readonly Result[]>, options: BatchOptions) {
    this.#write = write;
    this.#options = options;
  }

  /** Resolves when the row is durable. Whoever gives up while the row only waits takes it out again. */
  add(row: Row): Promise<Result> {
    if (this.#waiting.length >= this.#options.queue) {
      return Promise.reject(new Error(`${this.#waiting.length} rows wait to be written already`));
    }
    return new Promise((resolve, reject) => {
      const { patience } = this.#options;
      const due = patience === undefined ? Number.POSITIVE_INFINITY : patience.clock.now() + patience.milliseconds;
      const entry = { row, resolve, reject, due, settled: false };
      this.#waiting.push(entry);
      if (patience !== undefined) this.#watch(entry, patience);
      if (!this.#flushing) {
        this.#flushing = true;
        setImmediate(() => void this.#flush());
      }
    });
  }

  #watch(entry: Waiting<Row, Result>, patience: Patience): void {
    this.#patient.push(entry);
    this.#unsettled += 1;
    if (this.#watching !== undefined) return;
    this.#watching = new AbortController();
    void this.#untilSettled(patience, this.#watching.signal);
  }

  async #untilSettled({ clock, milliseconds, what }: Patience, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const first = this.#patient.find((entry) => !entry.settled);
      await clock.wait(Math.max((first?.due ?? 0) - clock.now(), 0), signal);
      if (signal.aborted) return;
      const late = this.#patient.filter((entry) => !entry.settled && entry.due <= clock.now());
      this.#patient = this.#patient.filter((entry) => !entry.settled && !late.includes(entry));
      this.#waiting = this.#waiting.filter((entry) => !late.includes(entry));
      for (const entry of late) {
        this.#settle(entry);
        entry.reject(new Error(`${what} did not answer within ${milliseconds} ms`));
      }
    }
  }

  /** False where whoever waited has given up. */
  #settle(entry: Waiting<Row, Result>): boolean {
    if (entry.settled) return false;
    entry.settled = true;
    if (this.#options.patience === undefined) return true;
    this.#unsettled -= 1;
    if (this.#unsettled > 0) return true;
    this.#watching?.abort('nobody waits');
    this.#watching = undefined;
    this.#patient = [];
    return true;
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
        if (!this.#settle(entry)) continue;
        if (result === undefined) entry.reject(new Error('the row was not written'));
        else entry.resolve(result);
      }
    } catch (error) {
      const together = entries.length === 1 || this.#options.failed === 'together';
      for (const entry of entries) {
        if (!together) await this.#writeAll([entry]);
        else if (this.#settle(entry)) entry.reject(error);
      }
    }
  }
}
