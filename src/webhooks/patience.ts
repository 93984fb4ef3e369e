import type { Clock } from '../ports/clock.ts';

interface Entry {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly giveUp: () => void;
  settled: boolean;
  next?: Entry;
}

/** The work's result, or an Error that says who did not answer in time. Late work goes on; its end is nobody's business. */
export type Within = <T>(work: Promise<T>) => Promise<T>;

/**
 * Waits for one other side, for at most so many milliseconds a time. All that wait share one timer: a timer and an
 * abort for each webhook cost a fifth of the front door's time (measured). Every entry waits equally long, so
 * the first in is the first due. The signal ends the timer, once nothing waits any more.
 */
export function createPatience(clock: Clock, what: string, milliseconds: number, stop: AbortSignal): Within {
  // A chain, since an array of tens of thousands is slow to take the first from.
  let last: Entry | undefined;
  const watch = async (from: Entry): Promise<void> => {
    let first: Entry | undefined = from;
    while (first !== undefined && !stop.aborted) {
      if (first.settled || first.at <= clock.now()) {
        if (!first.settled) first.giveUp();
        first = first.next;
      } else {
        await clock.wait(first.at - clock.now(), stop);
      }
    }
    last = undefined;
  };
  return (work) =>
    new Promise((resolve, reject) => {
      const late = (): void => reject(new Error(`${what} did not answer within ${milliseconds} ms`));
      const entry: Entry = { at: clock.now() + milliseconds, giveUp: late, settled: false };
      work
        .then(resolve, reject)
        .finally(() => (entry.settled = true))
        .catch(() => undefined);
      const before = last;
      last = entry;
      if (before === undefined) void watch(entry);
      else before.next = entry;
    });
}
