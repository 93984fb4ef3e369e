import type { Clock } from '../ports/clock.ts';

/** How long somebody is waited for, and by which clock. */
export interface Patience {
  readonly clock: Clock;
  readonly ms: number;
  /** Who is asked, for the words: “GitHub did not answer within 2.5 s”. */
  readonly of: string;
}

/**
 * What `ask` comes to, or an Error that says who did not answer. When time is over `ask` is told, so that it lets go of
 * what it holds; nobody waits for that, since letting go may hang as well.
 */
export async function inTime<T>({ clock, ms, of }: Patience, ask: (over: AbortSignal) => T | Promise<T>): Promise<T> {
  const answered = new AbortController();
  const over = new AbortController();
  const late = new Promise<never>((_, reject) => {
    void clock.wait(ms, answered.signal).then(() => {
      if (answered.signal.aborted) return;
      // First, so that what is said is who was silent, and not how the asking was ended.
      reject(new Error(`${of} did not answer within ${String(ms / 1000)} s`));
      over.abort();
    });
  });
  try {
    return await Promise.race([ask(over.signal), late]);
  } finally {
    answered.abort();
  }
}
