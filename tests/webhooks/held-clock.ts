import type { Clock } from '../../src/ports/clock.ts';

interface Waiter {
  readonly at: number;
  readonly done: () => void;
}

/** A clock that stands still until a test moves it. */
export class HeldClock implements Clock {
  #now = 1_700_000_000_000;
  #waiters: Waiter[] = [];

  now(): number {
    return this.#now;
  }

  /** Length of every wait that is under way. */
  pending(): number[] {
    return this.#waiters.map((waiter) => waiter.at - this.#now);
  }

  wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const waiter = { at: this.#now + milliseconds, done: resolve };
      this.#waiters.push(waiter);
      signal?.addEventListener('abort', () => {
        this.#waiters = this.#waiters.filter((other) => other !== waiter);
        resolve();
      });
    });
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
    const due = this.#waiters.filter((waiter) => waiter.at <= this.#now);
    this.#waiters = this.#waiters.filter((waiter) => waiter.at > this.#now);
    for (const waiter of due) waiter.done();
  }
}
