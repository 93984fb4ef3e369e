import type { Clock } from '../ports/clock.ts';

/** A pause that can be cut short, also by who rang before it began. */
export interface Alarm {
  ring(): void;
  /** Resolves after so many milliseconds, at a ring, or when the signal aborts. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export function createAlarm(clock: Clock): Alarm {
  let rung = false;
  let pausing: AbortController | undefined;
  return {
    ring: () => {
      rung = true;
      pausing?.abort('rung');
    },
    wait: async (milliseconds, signal) => {
      pausing = new AbortController();
      if (!rung) await clock.wait(milliseconds, AbortSignal.any([signal, pausing.signal]));
      rung = false;
      pausing = undefined;
    },
  };
}
