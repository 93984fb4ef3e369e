import { createHash, createHmac, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/**
 * How Greenroom and an app's kit know each other: each request and each answer carries an HMAC of what it says. Both
 * sides use this file, for keyed prints too; other languages find it in docs/kit.md, with vectors in docs/kit-wire-vectors.json.
 */
export const timestampHeader = 'greenroom-timestamp';
export const nonceHeader = 'greenroom-nonce';
export const signatureHeader = 'greenroom-signature';

/** Seconds that the two clocks may differ, either way. */
export const largestSkew = 60;
/** Bytes. */
export const largestBody = 64 * 1024;
/** Characters. */
export const shortestKey = 32;

export interface SignedRequest {
  readonly method: string;
  /** Without a query: none of the kit's addresses has one. */
  readonly path: string;
  /** The environment's name; the app has it as GREENROOM_ENVIRONMENT, or else APP_ENV. */
  readonly environment: string;
  /** Epoch seconds, in decimal digits. */
  readonly timestamp: string;
  /** 32 hex digits, never used before. */
  readonly nonce: string;
  readonly body: Uint8Array;
}

export interface SignedAnswer {
  /** The request's. */
  readonly nonce: string;
  readonly status: number;
  readonly body: Uint8Array;
}

const digest = (body: Uint8Array): string => createHash('sha256').update(body).digest('hex');

function sign(key: string, lines: readonly string[]): string {
  if (lines.some((line) => line.includes('\n'))) throw new Error('What is signed may not hold a line break.');
  return `v1=${createHmac('sha256', key).update(lines.join('\n')).digest('hex')}`;
}

export function signRequest(key: string, request: SignedRequest): string {
  const { method, path, environment, timestamp, nonce, body } = request;
  return sign(key, ['greenroom.v1.request', method, path, environment, timestamp, nonce, digest(body)]);
}

export function signAnswer(key: string, { nonce, status, body }: SignedAnswer): string {
  return sign(key, ['greenroom.v1.answer', nonce, String(status), digest(body)]);
}

/** In constant time, whatever was sent. */
function same(expected: string, given: string): boolean {
  const [a, b] = [expected, given].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}

/** Headers of a request, to be sent beside exactly these bytes. `now` is epoch milliseconds. */
export function requestHeaders(
  key: string,
  request: Omit<SignedRequest, 'timestamp'>,
  now: number,
): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000));
  return {
    'content-type': 'application/json',
    [timestampHeader]: timestamp,
    [nonceHeader]: request.nonce,
    [signatureHeader]: signRequest(key, { ...request, timestamp }),
  };
}

export const isNonce = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{32}$/.test(value);

type Headers = Readonly<Record<string, unknown>>;
type Arrived = Pick<SignedRequest, 'method' | 'path' | 'environment' | 'body'> & { readonly headers: Headers };

/**
 * Whether a request is Greenroom's, before anybody reads what it says. Who can sign may be told that its clock is wrong;
 * everybody else learns nothing. That the nonce is new only a database can say.
 */
export function verifyRequest(
  key: string,
  { headers, ...request }: Arrived,
  now: number,
): { readonly nonce: string } | { readonly code: 'stage.unsigned' | 'stage.stale' } {
  const timestamp = headers[timestampHeader];
  const nonce = headers[nonceHeader];
  const signature = headers[signatureHeader];
  if (typeof timestamp !== 'string' || !/^\d{1,12}$/.test(timestamp)) return { code: 'stage.unsigned' };
  if (!isNonce(nonce) || typeof signature !== 'string') return { code: 'stage.unsigned' };
  if (!same(signRequest(key, { ...request, timestamp, nonce }), signature)) return { code: 'stage.unsigned' };
  if (Math.abs(now / 1000 - Number(timestamp)) > largestSkew) return { code: 'stage.stale' };
  return { nonce };
}

/** Whether an answer is the app's own, to the request with this nonce. Greenroom believes no other. */
export function verifyAnswer(key: string, answer: SignedAnswer, signature: unknown): boolean {
  return typeof signature === 'string' && same(signAnswer(key, answer), signature);
}

const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);

/**
 * Of the value alone, so that two environments with the same value have the same print; with Greenroom's key, so that it
 * means nothing elsewhere; and slow, since hosts and ids can be guessed and whoever compares has the key. As Greenroom
 * prints the secrets that it holds itself, so these can be compared with those.
 */
export const printOf = async (key: Buffer, value: string): Promise<string> =>
  (await derive(value, key, 32, { N: 2 ** 15, maxmem: 2 ** 26 })).toString('base64url');

/** What is printed of a Discord application: Greenroom prints the one of its config in the same way. */
export const applicationToPrint = (id: string): string => `application ${id}`;
