import type { Clock } from '../../ports/clock.ts';

/** Settles as `work` does, or rejects after `milliseconds`; the work itself goes on, unheard. */
export async function within<T>(work: Promise<T>, milliseconds: number, clock: Clock, what: string): Promise<T> {
  const answered = new AbortController();
  const late = clock.wait(milliseconds, answered.signal).then(() => {
    throw new Error(`${what} did not answer within ${String(milliseconds)} ms`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    answered.abort();
  }
}
