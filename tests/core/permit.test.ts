import { beforeEach, describe, expect, it } from 'vitest';
import { type Mint, Permit, takeMint } from '../../src/core/permit.ts';

const mint: Mint = takeMint();
const terms = {
  operation: 'switch',
  project: 'advent',
  environment: 'staging',
  tier: 'staging',
  digests: 'api=sha256:1',
  token: 4,
  expiresAt: 1_000,
} as const;
const now = {
  operation: 'switch',
  project: 'advent',
  environment: 'staging',
  tier: 'staging',
  digests: 'api=sha256:1',
  token: 4,
  now: 500,
} as const;
let permit: Permit<'switch', 'staging'>;
beforeEach(() => {
  permit = mint<'switch', 'staging'>(terms);
});

describe('a permit', () => {
  it('serves once', () => {
    permit.spend(now);
    expect(() => permit.spend(now)).toThrow(/permit\.spent/);
  });
  it.each([
    ['another operation', { operation: 'migrate' }],
    ['another environment', { environment: 'production' }],
    ['another tier', { tier: 'production' }],
    ['other digests', { digests: 'api=sha256:2' }],
    ['an older token', { token: 3 }],
    ['a newer token', { token: 5 }],
    ['another project', { project: 'other' }],
  ])('does not serve %s, and is used up by the try', (_, other) => {
    expect(() => permit.spend({ ...now, ...other } as typeof now)).toThrow(/permit\.mismatch/);
    expect(() => permit.spend(now)).toThrow(/permit\.spent/);
  });
  it('expires', () => expect(() => permit.spend({ ...now, now: 1_000 })).toThrow(/permit\.expired/));
  it('cannot be made by anybody else', () => {
    expect(() => Reflect.construct(Permit, [Symbol('permit'), terms])).toThrow(/permit\.forged/);
    expect(() => Reflect.construct(Permit, [terms])).toThrow(/permit\.forged/);
    expect(() => takeMint()).toThrow(/permit\.mint-taken/);
  });
  it('cannot be copied, serialised or sent', () => {
    const copy: unknown = Object.assign({}, permit);
    expect(() => Permit.prototype.spend.call(copy, now)).toThrow(TypeError);
    expect(() => Permit.prototype.spend.call(Object.create(permit), now)).toThrow(TypeError);
    expect(() => JSON.stringify({ permit })).toThrow(/permit\.serialised/);
    expect(structuredClone({ terms: permit.terms })).not.toBeInstanceOf(Permit);
  });
  it('cannot be changed', () => {
    expect(() => Object.assign(permit.terms, { environment: 'production' })).toThrow(TypeError);
    expect(() => Object.assign(permit, { terms: {} })).toThrow(TypeError);
  });
});
