import type { Clock } from '../../../src/ports/clock.ts';

interface Waiter {
  readonly at: number;
  readonly go: () => void;
}

/** Time that passes only when a test says so. */
export class HandClock implements Clock {
  #now: number;
  #waiters: Waiter[] = [];

  constructor(now = Date.UTC(2026, 10, 23, 21, 0, 0)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted || milliseconds <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const waiter = { at: this.#now + milliseconds, go: resolve };
      this.#waiters.push(waiter);
      signal?.addEventListener('abort', () => {
        this.#waiters = this.#waiters.filter((other) => other !== waiter);
        resolve();
      });
    });
  }

  /** Lets time pass, waking each waiter at its own moment and letting it do its work. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await calm();
    for (;;) {
      const next = this.#waiters.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#waiters = this.#waiters.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.at);
      next.go();
      await calm();
    }
    this.#now = end;
    await calm();
  }
}

/** Until everything that needs no time has happened. */
export async function calm(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
