import * as z from 'zod';

/** What the processes of one Greenroom tell each other over Node's own channel. No secret, and no authority. */
export const wordSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready'), port: z.number().int().optional() }),
  /** For /readyz: whether something that a process looks after works. */
  z.strictObject({ kind: z.literal('state'), name: z.string(), ok: z.boolean() }),
]);
export type Word = z.infer<typeof wordSchema>;
