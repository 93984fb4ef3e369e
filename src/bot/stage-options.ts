import * as z from 'zod';

/** What every stage tool is told: where. */
export const placeOptions = { project: z.string().optional(), environment: z.string().max(100).optional() };
const day = z.number().int().min(0).max(1000);
export const stageOptions = {
  scenario: z.string().trim().min(1).max(80),
  'rng-seed': z.number().int().min(0).max(4_294_967_295).optional(),
  day,
  user: z.string().trim().min(1).max(80),
  draw: z.string().trim().min(1).max(80).optional(),
  many: z.number().int().min(1).max(1_000_000).optional(),
  /** `1, 2, 5-8` */
  days: z
    .string()
    .trim()
    .regex(/^\d{1,4}(-\d{1,4})?( *, *\d{1,4}(-\d{1,4})?)*$/, 'wanted days such as 1, 2, 5-8')
    .transform((text) =>
      text.split(',').flatMap((part) => {
        const [from = 0, to = from] = part.split('-').map(Number);
        return Array.from({ length: Math.min(Math.max(to - from + 1, 0), 400) }, (_, index) => from + index);
      }),
    )
    .pipe(z.array(day).min(1).max(400))
    .optional(),
};

export function rngSeedOf(seed: number | undefined): { readonly rngSeed?: number } {
  return seed === undefined ? {} : { rngSeed: seed };
}

/** For /plan and /why. */
export const toolOptions = {
  scenario: stageOptions.scenario.optional(),
  day: stageOptions.day.optional(),
  user: stageOptions.user.optional(),
};
