import fc from 'fast-check';
import { expect, test } from 'vitest';
import { macaroon } from '../../../standins/fly/macaroon.ts';
import { expiryOf } from '../../../src/adapters/fly/token-expiry.ts';

test('a token says when it ends, with its prefix, and with the discharge that comes after it', () => {
  const ends = Date.UTC(2027, 10, 20);
  expect(expiryOf(`FlyV1 ${macaroon(ends)}`)).toBe(ends);
  expect(expiryOf(`FlyV1 ${macaroon(ends)},${macaroon(ends - 1000)}`)).toBe(ends);
});

test('one without an end says so, and one of an older kind is not guessed at', () => {
  expect(expiryOf(macaroon(Number.POSITIVE_INFINITY))).toBeUndefined();
  expect(() => expiryOf('FlyV1 fo1_abc')).toThrow(/older kind/);
  expect(() => expiryOf('FlyV1 fm2_')).toThrow();
});

test('whatever is in a token, reading it ends with an answer or an error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      try {
        expect(['number', 'undefined']).toContain(typeof expiryOf(`fm2_${Buffer.from(bytes).toString('base64')}`));
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }),
    { numRuns: 500 },
  );
});
