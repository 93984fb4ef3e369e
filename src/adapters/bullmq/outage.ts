import type { Log } from '../../ports/log.ts';

/** Tells an outage once, not at each of the reconnections that a library tries. */
export interface Outage {
  readonly began: (error: unknown) => void;
  readonly ended: () => void;
}

export function createOutage(log: Log, what: string): Outage {
  let told: string | undefined;
  return {
    began: (error) => {
      const text = error instanceof Error && error.message !== '' ? error.message : String(error);
      if (text === told) log.debug({ what, error: text }, 'still away');
      else log.warn({ what, error: text }, 'the queue has trouble; it is tried again by itself');
      told = text;
    },
    ended: () => {
      if (told !== undefined) log.info({ what }, 'the queue is well again');
      told = undefined;
    },
  };
}
