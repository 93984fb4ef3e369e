import { z } from 'zod';
import { Refusal } from '../refusal.js';

/**
 * What a request says, or a refusal that names the first thing wrong with it.
 *
 * @template {z.ZodType} S
 * @param {S} shape @param {unknown} value
 * @returns {z.infer<S>}
 */
export function read(shape, value) {
  const found = shape.safeParse(value);
  if (found.success) return found.data;
  const [issue] = found.error.issues;
  throw new Refusal(400, 'bad-request', `${issue.path.join('.') || 'The request'}: ${issue.message}`);
}

export const id = z.coerce
  .number()
  .int()
  .min(1)
  .max(2 ** 31 - 1);
export const dayNumber = z.coerce.number().int().min(0).max(999);

/** Text that people read: no control characters, no look of nothing. @param {number} longest */
export const words = (longest) =>
  z
    .string()
    .trim()
    .min(1, 'say something')
    .max(longest)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'no control characters, please');
