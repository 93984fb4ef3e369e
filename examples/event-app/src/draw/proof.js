import { z } from 'zod';

/** Everything that a draw followed from, published when it is over. */
export const proofShape = z.object({
  version: z.literal(1),
  draw: z.number(),
  title: z.string(),
  rehearsal: z.boolean(),
  committedAt: z.string(),
  drawnAt: z.string(),
  seedHash: z.string(),
  seed: z.string(),
  prizes: z.array(z.object({ prize: z.number(), title: z.string(), amount: z.number().int().min(0) })),
  entrantsHash: z.string(),
  entrants: z.array(z.string()),
  winners: z.array(z.object({ ticket: z.string(), prize: z.number() })),
});

/** @typedef {z.infer<typeof proofShape>} Proof */
