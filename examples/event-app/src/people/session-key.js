import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * What an environment's key makes of a text. Sessions are kept under it, so that neither a copy of the store nor a
 * cookie of another environment opens anything.
 *
 * @param {string} key
 * @param {string} what keeps uses apart
 * @param {string} text
 */
export const keyed = (key, what, text) => createHmac('sha256', key).update(`${what}\n${text}`).digest('base64url');

/** In constant time. @param {string} one @param {string} other */
export function same(one, other) {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
