/** Takes work in turns by name: what has the same name never runs at the same time. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /**
   * Does it once all that was given under this name before is through, however that ended. `waits` is told where
   * there is something to wait for. Rejects with the signal's reason where that comes first; nothing is done then.
   */
  async take<T>(name: string, signal: AbortSignal, work: () => Promise<T>, waits?: () => void): Promise<T> {
    const before = this.#last.get(name);
    const { promise: over, resolve } = Promise.withResolvers<void>();
    const mine = Promise.all([before, over]);
    this.#last.set(name, mine);
    try {
      if (before !== undefined) {
        waits?.();
        await untilEither(before, signal);
      }
      signal.throwIfAborted();
      return await work();
    } finally {
      resolve();
      void mine.then(() => {
        if (this.#last.get(name) === mine) this.#last.delete(name);
      });
    }
  }
}

async function untilEither(before: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const { promise: stopped, resolve } = Promise.withResolvers<void>();
  const stop = (): void => resolve();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  await Promise.race([before, stopped]);
  signal.removeEventListener('abort', stop);
}
