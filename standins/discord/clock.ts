/** Time, given from outside so that tests can hold it: the age of interactions and the ids depend on it. */
export interface StandinClock {
  /** Milliseconds since 1970. */
  now(): number;
}

export const realClock: StandinClock = { now: () => Date.now() };

/** As Discord writes times in most places: microseconds and an offset. */
export function isoTime(at: number): string {
  return new Date(at).toISOString().replace(/(\.\d{3})Z$/, '$1000+00:00');
}
