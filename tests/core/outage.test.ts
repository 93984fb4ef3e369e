import { describe, expect, it } from 'vitest';
import { CredentialRefused } from '../../src/core/credential-refused.ts';
import { ForgeLimited, ForgeRefused } from '../../src/core/forge-trouble.ts';
import { isWorthTelling, outageCode } from '../../src/core/outage.ts';

const minute = 60_000;

describe('what a look at a branch went wrong by', () => {
  it.each([
    [new CredentialRefused('GITHUB_TOKEN', 'refused', 'Make a new one.'), 'github.refused'],
    [new ForgeRefused('hidden'), 'github.refused'],
    [new ForgeLimited('wait'), 'github.limited'],
    [new Error('no answer within 5000 ms'), 'github.away'],
    ['thrown as text', 'github.away'],
  ])('%s is %s', (error, code) => {
    expect(outageCode(error)).toBe(code);
  });
});

describe('people are called', () => {
  it('for a refusal as soon as a second look says the same', () => {
    expect(isWorthTelling('github.refused', { since: 0, looks: 1 }, 0)).toBe(false);
    expect(isWorthTelling('github.refused', { since: 0, looks: 2 }, 5_000)).toBe(true);
  });

  it.each(['github.away', 'github.limited'] as const)('for %s only when it has lasted five minutes', (code) => {
    expect(isWorthTelling(code, { since: 0, looks: 5 }, 5 * minute - 1)).toBe(false);
    expect(isWorthTelling(code, { since: 0, looks: 6 }, 5 * minute)).toBe(true);
    // The machine slept: one look is one look.
    expect(isWorthTelling(code, { since: 0, looks: 1 }, 60 * minute)).toBe(false);
  });
});
