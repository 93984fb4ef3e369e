import { setTimeout } from 'node:timers/promises';

/** Time, given from outside so that tests can hold it. Same shape as the product's own, which stand-ins may not import. */
export interface StandinClock {
  now(): number;
  /** Resolves early, without rejecting, when the signal aborts. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export const realClock: StandinClock = {
  now: () => Date.now(),
  wait: async (milliseconds, signal) => {
    try {
      await setTimeout(milliseconds, undefined, signal ? { signal } : {});
    } catch {
      // Aborted: the waiter looks at its signal.
    }
  },
};

/** As GitHub writes times: seconds, no fraction. */
export function isoSeconds(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
