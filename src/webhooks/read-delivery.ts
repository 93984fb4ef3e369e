import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Delivery } from '../ports/intents.ts';
import { parseJson } from '../trust.ts';
import { isTooDeep } from './depth.ts';
import type { Followed } from './followed.ts';

/** A database's text columns take neither NUL nor a lone surrogate, and no name in git or GitHub has control characters. */
const clean = z
  .string()
  .max(1024)
  .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), 'control characters');
const facts = z.object({
  repository: z.object({ full_name: clean.regex(/^[\w.-]{1,100}\/[\w.-]{1,100}$/) }).nullish(),
  ref: clean.nullish(),
  before: clean.nullish(),
  after: clean.nullish(),
});

export type Read =
  | { readonly delivery: Delivery; readonly payload: unknown }
  /** In plain words, for the answer. */
  | { readonly problem: string };

/** Makes the record of a delivery whose signature is good, or says what is wrong with it. */
export function readDelivery(
  headers: { readonly id: unknown; readonly event: unknown },
  body: Buffer,
  followed: Followed,
): Read {
  const { id, event } = headers;
  if (typeof id !== 'string' || !/^[0-9A-Za-z-]{1,64}$/.test(id)) {
    return { problem: 'X-GitHub-Delivery is missing or odd: wanted the id that GitHub gives each delivery.' };
  }
  if (typeof event !== 'string' || !/^[a-z0-9_]{1,64}$/.test(event)) {
    return { problem: 'X-GitHub-Event is missing or odd: wanted the name of an event, such as push.' };
  }
  let payload: unknown;
  try {
    payload = parseJson(body.toString('utf8'));
  } catch {
    return { problem: 'The body is not JSON.' };
  }
  if (isTooDeep(payload)) return { problem: 'The JSON is nested deeper than any payload of GitHub.' };
  const parsed = facts.safeParse(payload);
  if (!parsed.success) return { problem: `The payload is not GitHub’s: ${z.prettifyError(parsed.error)}` };
  const { repository, ref, before, after } = parsed.data;
  const name = repository?.full_name ?? '';
  return {
    payload,
    delivery: {
      id,
      event,
      repository: name,
      bodyHash: createHash('sha256').update(body).digest('hex'),
      ...(ref ? { ref } : {}),
      ...(before ? { before } : {}),
      ...(after ? { after } : {}),
      // What strangers' repositories send is not worth the disk.
      ...(name !== '' && followed(name) !== undefined ? { raw: body } : {}),
    },
  };
}
