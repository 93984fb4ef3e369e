import * as z from 'zod';
import { plainText } from '../../core/plain-text.ts';
import type { StageTool, ToolResults } from '../../core/stage-tool.ts';

/** What the app says. It is pushed code: every word is cut to a length and every list to a count before it is kept. */
const word = z.string().transform((text) => plainText(text, 200));
const count = z.number().int().nonnegative();
const rows = z
  .record(z.string().max(63), count)
  .refine((its) => Object.keys(its).length <= 200, 'more than 200 tables');
const moment = z.iso.datetime().transform((text) => Date.parse(text));
const few = <T extends z.ZodType>(one: T) => z.array(one).max(1_000);
const mode = z.enum(['normal', 'veteran']);

export const description = z.object({
  tools: few(word),
  scenarios: z.array(z.object({ name: z.string().max(80), says: word })).max(100),
  days: few(z.object({ day: z.number().int(), open: z.boolean() })),
  draws: z.array(z.string().max(80)).max(100),
  // An app with an older kit names none.
  users: z.array(z.string().min(1).max(80)).max(100).default([]),
  host: word,
  rows,
  clock: z.object({ virtual: z.string().max(40).nullable() }),
  undo: z.object({ until: moment }).optional(),
});

export const resetPlan = z.object({
  host: word,
  rows,
  redisKeys: count.nullable(),
  planHash: z.string().regex(/^[0-9a-f]{64}$/),
});

export const results: { readonly [O in StageTool]: z.ZodType<ToolResults[O], unknown> } = {
  seed: z.object({ scenario: word, rngSeed: z.number(), counts: rows }),
  reset: z.object({
    phases: few(z.object({ name: word, ms: z.number() })),
    before: rows,
    after: rows,
    undo: z.object({ until: moment }),
    redisWiped: z.boolean(),
  }),
  'undo-reset': z.object({ restored: rows, redisWiped: z.boolean() }),
  'unlock-day': z.object({ day: z.number().int(), open: z.boolean() }),
  complete: z.object({ user: word, mode, days: few(z.number().int()) }),
  clock: z.object({ virtual: z.string().max(40).nullable(), real: z.string().max(40) }),
  simulate: z
    .object({
      eligible: count,
      ineligible: count,
      reasons: few(z.object({ reason: word, count })),
      user: z.object({ eligible: z.boolean(), because: few(word) }).optional(),
    })
    .transform(({ user, ...its }) => (user === undefined ? its : { ...its, user })),
  draw: z
    .object({
      draw: word,
      seed: word,
      seedHash: word,
      winners: z.array(z.object({ user: word, prize: word })).max(1_000_000),
      entrants: count,
      unique: z.boolean(),
      fairness: z.object({
        expected: z.number(),
        counts: z.array(count).max(1_000),
        chiSquare: z.number(),
        pValue: z.number(),
      }),
    })
    // A reply shows ten; the rest is told by their number.
    .transform((report) => ({ ...report, winners: report.winners.slice(0, 1_000), won: report.winners.length })),
};

export const refusal = z.object({ state: z.literal('refused'), code: z.string().max(60), message: word, remedy: word });
export const running = z.object({
  state: z.literal('running'),
  phase: word,
  done: count.optional(),
  of: count.optional(),
});
export const unheard = z.object({ state: z.literal('unknown') });
export const ended = z.object({ state: z.literal('done'), result: z.unknown() });

export const identity = z.object({
  environment: z.string().max(63),
  tier: z.enum(['production', 'staging', 'local']),
  prints: z
    .record(z.string().max(200), z.string().min(1).max(200))
    .refine((its) => Object.keys(its).length <= 200, 'more than 200 prints'),
  /** `null`: it could not tell. */
  guilds: z.array(z.string().max(21)).max(200).nullish(),
});
