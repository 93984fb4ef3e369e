import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestHeaders, signAnswer, signRequest, verifyAnswer, verifyRequest } from '../../src/kit/wire.ts';

interface Vectors {
  readonly key: string;
  readonly requests: readonly {
    readonly method: string;
    readonly path: string;
    readonly environment: string;
    readonly timestamp: string;
    readonly nonce: string;
    readonly body: string;
    readonly signature: string;
  }[];
  readonly answers: readonly {
    readonly nonce: string;
    readonly status: number;
    readonly body: string;
    readonly signature: string;
  }[];
}
const vectors: Vectors = JSON.parse(readFileSync(new URL('../../docs/kit-wire-vectors.json', import.meta.url), 'utf8'));

describe('the published vectors', () => {
  it.each(vectors.requests)('hold for the request to $path', ({ body, signature, ...request }) => {
    expect(signRequest(vectors.key, { ...request, body: Buffer.from(body) })).toBe(signature);
  });
  it.each(vectors.answers)('hold for the answer $status', ({ body, signature, ...answer }) => {
    expect(signAnswer(vectors.key, { ...answer, body: Buffer.from(body) })).toBe(signature);
    expect(verifyAnswer(vectors.key, { ...answer, body: Buffer.from(body) }, signature)).toBe(true);
  });
});

const key = 'k'.repeat(32);
const now = 1_795_910_400_000;
const sent = {
  method: 'POST',
  path: '/_stage/reset',
  environment: 'staging',
  nonce: '0123456789abcdef0123456789abcdef',
  body: Buffer.from('{"id":"operation-1","input":{"scenario":"fresh"}}'),
};
const arrived = () => ({ ...sent, headers: requestHeaders(key, sent, now) });

describe('a signed request', () => {
  it('is known, with its nonce', () => {
    expect(verifyRequest(key, arrived(), now)).toEqual({ nonce: sent.nonce });
  });

  it.each([
    ['another key', key.replace('k', 'j'), {}],
    ['another environment', key, { environment: 'production' }],
    ['another path', key, { path: '/_stage/seed' }],
    ['a query behind the path', key, { path: '/_stage/reset?scenario=x' }],
    ['another method', key, { method: 'PUT' }],
    ['another body', key, { body: Buffer.from('{}') }],
    ['an empty body', key, { body: Buffer.alloc(0) }],
  ])('is not known with %s', (_, with_, change) => {
    expect(verifyRequest(with_, { ...arrived(), ...change }, now)).toEqual({ code: 'stage.unsigned' });
  });

  it.each(['greenroom-timestamp', 'greenroom-nonce', 'greenroom-signature'])('is not known without %s', (name) => {
    const headers = { ...arrived().headers };
    delete headers[name];
    expect(verifyRequest(key, { ...sent, headers }, now)).toEqual({ code: 'stage.unsigned' });
    expect(verifyRequest(key, { ...sent, headers: { ...headers, [name]: ['a', 'b'] } }, now)).toEqual({
      code: 'stage.unsigned',
    });
  });

  it.each([
    [-60_000, 'nonce'],
    [60_000, 'nonce'],
    [-61_000, 'stage.stale'],
    [61_000, 'stage.stale'],
  ])('%d ms away from our clock: %s', (off, wanted) => {
    const answer = verifyRequest(key, arrived(), now + off);
    expect('code' in answer ? answer.code : 'nonce').toBe(wanted);
  });

  it('is never known after any one bit of it was turned', () => {
    const headers = arrived().headers;
    const parts = {
      method: sent.method,
      path: sent.path,
      environment: sent.environment,
      body: sent.body.toString(),
      timestamp: headers['greenroom-timestamp'],
      nonce: headers['greenroom-nonce'],
      signature: headers['greenroom-signature'],
    };
    const places = Object.entries(parts).flatMap(([part, value = '']) =>
      Array.from({ length: value.length * 8 }, (_, bit) => ({ part, bit })),
    );
    fc.assert(
      fc.property(fc.constantFrom(...places), ({ part, bit }) => {
        const turned = Object.fromEntries(
          Object.entries(parts).map(([name, value = '']) => [name, name === part ? turn(value, bit) : value]),
        );
        const { method = '', path = '', environment = '', body = '' } = turned;
        const given = {
          'greenroom-timestamp': turned['timestamp'],
          'greenroom-nonce': turned['nonce'],
          'greenroom-signature': turned['signature'],
        };
        const request = { method, path, environment, headers: given, body: Buffer.from(body, 'latin1') };
        let answer: object;
        try {
          answer = verifyRequest(key, request, now);
        } catch {
          // A line break in what HTTP delivers on one line: refused before it is compared.
          return;
        }
        expect(answer).toEqual({ code: 'stage.unsigned' });
      }),
      { numRuns: 3_000 },
    );
  });
});

function turn(value: string, bit: number): string {
  const bytes = Buffer.from(value, 'latin1');
  bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return bytes.toString('latin1');
}

describe('a signed answer', () => {
  const answer = { nonce: sent.nonce, status: 200, body: Buffer.from('{"state":"done"}') };
  const signature = signAnswer(key, answer);
  it('is believed', () => expect(verifyAnswer(key, answer, signature)).toBe(true));
  it.each([
    ['to another request', { nonce: 'f'.repeat(32) }],
    ['with another status', { status: 202 }],
    ['with another body', { body: Buffer.from('{"state":"refused"}') }],
  ])('is not believed %s', (_, change) => {
    expect(verifyAnswer(key, { ...answer, ...change }, signature)).toBe(false);
  });
  it('is not believed unsigned, or with a request’s signature', () => {
    expect(verifyAnswer(key, answer, undefined)).toBe(false);
    expect(verifyAnswer(key, answer, arrived().headers['greenroom-signature'])).toBe(false);
  });
});
