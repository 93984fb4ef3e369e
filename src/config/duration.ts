import * as z from 'zod';

const words = 'wanted a duration such as 90s, 10m, 2h or 7d';

const units = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/**
 * `90s`, `10m`, `2h`, `7d`, `500ms`, or a number of milliseconds, such as 10 * 60_000. Whoever writes 30, 1800 or 86400
 * means seconds, and would get a deadline that is over as soon as it has begun: a number that is no whole second is asked
 * for its unit.
 */
export const duration = z
  .union([z.number(), z.string().regex(/^\d+(ms|s|m|h|d)$/, words)], { error: words })
  .transform((value, context) => {
    if (typeof value === 'string') return Number.parseInt(value, 10) * (units.get(value.replace(/^\d+/, '')) ?? 1);
    if (value % 1000 === 0) return value;
    const meant = Number.isInteger(value) && value > 0;
    context.addIssue(meant ? `wanted a unit, such as ${value}s: a number without one is milliseconds` : words);
    return z.NEVER;
  })
  .refine((milliseconds) => milliseconds > 0, 'wanted more than nothing, such as 90s, 10m, 2h or 7d');

/** One that a timer waits for: those count to 2^31 ms, and one that is set to more goes off at once. */
export const waited = duration.refine((milliseconds) => milliseconds < 2 ** 31, 'wanted 24d or less');
