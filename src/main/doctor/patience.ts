import type { Patience } from '../../platform/patience.ts';
import type { Clock } from '../../ports/clock.ts';

/**
 * How long the doctor waits for whom. Looks are side by side, so that the longest of them is how long all of it takes:
 * less than five seconds.
 */
export function patienceBy(clock: Clock) {
  const lasting =
    (ms: number) =>
    (of: string): Patience => ({ clock, ms, of });
  return {
    clock,
    withGlance: lasting(700),
    withRequest: lasting(2_500),
    /** Which may take several requests. */
    withLook: lasting(3_500),
    /** Two looks that wait for one more answer than the others. */
    withRepositories: lasting(3_800),
    withFrontDoor: lasting(3_900),
  };
}

export type DoctorsPatience = ReturnType<typeof patienceBy>;
