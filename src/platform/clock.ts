import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../ports/clock.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  wait: async (milliseconds, signal) => {
    try {
      await setTimeout(milliseconds, undefined, signal ? { signal } : {});
    } catch {
      // An abort ends the wait early; it is not an error of the waiter.
    }
  },
};
