import type { BotParts } from './parts.ts';
import { Refused } from './refused.ts';

/**
 * A local time that somebody typed, as a moment. In the hour that autumn has twice, a freeze begins with the first and
 * ends with the last: what is unclear keeps production as it is.
 */
export function localMoment(
  { calendar }: Pick<BotParts, 'calendar'>,
  option: 'from' | 'until' | 'at',
  typed: string,
  timeZone: string,
): number {
  const moments = calendar.moments(typed.trim(), timeZone);
  const found = option === 'until' ? moments.at(-1) : moments[0];
  if (found !== undefined) return found;
  const wanted = 'wanted a date and time such as 2026-12-24 18:00';
  throw new Refused(
    'request.malformed',
    /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d$/.test(typed.trim())
      ? `${option}: ${typed.trim()} does not exist in ${timeZone}: no calendar has it, or the clocks are put forward over it; ${wanted}.`
      : `${option}: ${wanted}, in ${timeZone}.`,
  );
}
