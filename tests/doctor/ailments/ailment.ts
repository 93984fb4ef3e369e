import type { Facts } from '../../../src/ports/survey.ts';
import { healthy } from '../healthy.ts';

/** What the doctor sees of a Greenroom that has it, and what it is to say. */
export interface Ailment {
  readonly facts: Facts;
  readonly state: 'warn' | 'fail' | 'unknown';
  /** What the person reads. */
  readonly found: RegExp;
  /** Other checks that see the same thing, by its nature; all others are fine. */
  readonly besides?: Readonly<Record<string, 'unknown' | 'fail' | 'warn'>>;
}

/** Ailments by the check that is to find them: one, or each way to be ill. */
export type Ailments = Readonly<Record<string, Ailment | readonly Ailment[]>>;

/** The healthy Greenroom, but for these facts. */
export const on = (facts: Partial<Facts>): Facts => ({ ...healthy, ...facts });

/** Checks that cannot say anything where another one’s facts are missing. */
export const unknowns = (...list: readonly string[]): Record<string, 'unknown'> =>
  Object.fromEntries(list.map((id) => [id, 'unknown' as const]));
