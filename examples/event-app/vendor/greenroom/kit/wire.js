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
const digest = (body) => createHash('sha256').update(body).digest('hex');
function sign(key, lines) {
    if (lines.some((line) => line.includes('\n')))
        throw new Error('What is signed may not hold a line break.');
    return `v1=${createHmac('sha256', key).update(lines.join('\n')).digest('hex')}`;
}
export function signRequest(key, request) {
    const { method, path, environment, timestamp, nonce, body } = request;
    return sign(key, ['greenroom.v1.request', method, path, environment, timestamp, nonce, digest(body)]);
}
export function signAnswer(key, { nonce, status, body }) {
    return sign(key, ['greenroom.v1.answer', nonce, String(status), digest(body)]);
}
/** In constant time, whatever was sent. */
function same(expected, given) {
    const [a, b] = [expected, given].map((text) => createHash('sha256').update(text).digest());
    return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
/** Headers of a request, to be sent beside exactly these bytes. `now` is epoch milliseconds. */
export function requestHeaders(key, request, now) {
    const timestamp = String(Math.floor(now / 1000));
    return {
        'content-type': 'application/json',
        [timestampHeader]: timestamp,
        [nonceHeader]: request.nonce,
        [signatureHeader]: signRequest(key, { ...request, timestamp }),
    };
}
export const isNonce = (value) => typeof value === 'string' && /^[0-9a-f]{32}$/.test(value);
/**
 * Whether a request is Greenroom's, before anybody reads what it says. Who can sign may be told that its clock is wrong;
 * everybody else learns nothing. That the nonce is new only a database can say.
 */
export function verifyRequest(key, { headers, ...request }, now) {
    const timestamp = headers[timestampHeader];
    const nonce = headers[nonceHeader];
    const signature = headers[signatureHeader];
    if (typeof timestamp !== 'string' || !/^\d{1,12}$/.test(timestamp))
        return { code: 'stage.unsigned' };
    if (!isNonce(nonce) || typeof signature !== 'string')
        return { code: 'stage.unsigned' };
    if (!same(signRequest(key, { ...request, timestamp, nonce }), signature))
        return { code: 'stage.unsigned' };
    if (Math.abs(now / 1000 - Number(timestamp)) > largestSkew)
        return { code: 'stage.stale' };
    return { nonce };
}
/** Whether an answer is the app's own, to the request with this nonce. Greenroom believes no other. */
export function verifyAnswer(key, answer, signature) {
    return typeof signature === 'string' && same(signAnswer(key, answer), signature);
}
const derive = promisify(scrypt);
/**
 * Of the value alone, so that two environments with the same value have the same print; with Greenroom's key, so that it
 * means nothing elsewhere; and slow, since hosts and ids can be guessed and whoever compares has the key. As Greenroom
 * prints the secrets that it holds itself, so these can be compared with those.
 */
export const printOf = async (key, value) => (await derive(value, key, 32, { N: 2 ** 15, maxmem: 2 ** 26 })).toString('base64url');
/** What is printed of a Discord application: Greenroom prints the one of its config in the same way. */
export const applicationToPrint = (id) => `application ${id}`;
