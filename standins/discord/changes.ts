/** Tells whoever asked that something in the world is different now. */
export class Changes {
  readonly #listeners = new Set<() => void>();

  /** Returns what stops it. */
  on(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  tell(): void {
    for (const listener of this.#listeners) listener();
  }

  /**
   * The first value that `look` gives, looked for at every change and, since a held clock moves without one, every
   * 50 ms. Rejects after `deadlineMs` of real time with what `missing` says; `look` may throw to give up earlier.
   */
  until<T>(look: () => T | undefined, deadlineMs: number, missing: () => string): Promise<T> {
    return new Promise((resolve, reject) => {
      const deadline = performance.now() + deadlineMs;
      const end = (): void => {
        stop();
        clearInterval(timer);
      };
      const check = (): void => {
        try {
          const found = look();
          if (found !== undefined) {
            end();
            resolve(found);
          } else if (performance.now() >= deadline) {
            end();
            reject(new Error(`${missing()} (waited ${deadlineMs} ms)`));
          }
        } catch (error) {
          end();
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      const stop = this.on(check);
      const timer = setInterval(check, Math.min(50, Math.max(1, deadlineMs)));
      check();
    });
  }
}
