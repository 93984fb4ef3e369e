import * as z from 'zod';

/** `90s`, `10m`, `2h`, `7d`, or milliseconds. */
export const duration = z
  .union([
    z.number().int().positive(),
    z.string().regex(/^\d+(ms|s|m|h|d)$/, 'wanted a duration such as 90s, 10m, 2h or 7d'),
  ])
  .transform((value) => {
    if (typeof value === 'number') return value;
    const units = new Map([
      ['ms', 1],
      ['s', 1000],
      ['m', 60_000],
      ['h', 3_600_000],
      ['d', 86_400_000],
    ]);
    return Number.parseInt(value, 10) * (units.get(value.replace(/^\d+/, '')) ?? 1);
  })
  .refine((milliseconds) => milliseconds > 0, 'wanted more than nothing, such as 90s, 10m, 2h or 7d');

/** One that a timer waits for: those count to 2^31 ms, and one that is set to more goes off at once. */
export const waited = duration.refine((milliseconds) => milliseconds < 2 ** 31, 'wanted 24d or less');
