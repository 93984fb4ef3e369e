import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLogFilter } from '../../src/core/log-filter.ts';

function filtered(secrets: readonly string[], pieces: readonly string[]): string {
  const filter = createLogFilter(() => secrets);
  return pieces.map((piece) => filter.write(piece)).join('') + filter.end();
}

test('a secret with an escape sequence in its middle does not become whole again', () => {
  expect(filtered(['swordfish'], ['sword', '\u001b[3', '1mfish'])).toBe('[secret]');
  expect(filtered(['sword\u0007fish'], ['a sword\u0007fish'])).toBe('a [secret]');
});

test('a line that ends in a carriage return, cut between CR and LF, is one line', () => {
  expect(filtered(['swordfish'], ['swordfish\r', '\nnext'])).toBe('[secret]\nnext');
});

test('nothing of a secret passes, whatever codes are strewn into it and wherever it is cut', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 8, maxLength: 20, unit: fc.constantFrom(...Array.from('abcdefgh0123/+')) }),
      fc.array(fc.tuple(fc.nat(20), fc.constantFrom('\u001b[0m', '\u200b', '\0', '\u001b]0;t\u0007'))),
      fc.array(fc.nat(60), { maxLength: 5 }),
      (secret, codes, cuts) => {
        let text = secret;
        for (const [place, code] of codes) {
          const at = place % (secret.length + 1);
          // Only between sequences: inside one, it would be another text.
          if (!text.slice(0, at).includes('\u001b')) text = text.slice(0, at) + code + text.slice(at);
        }
        const places = [...cuts.map((cut) => Math.min(cut, text.length)), text.length].sort((a, b) => a - b);
        const pieces = places.map((place, index) => text.slice(places[index - 1] ?? 0, place));
        expect(filtered([secret], pieces)).toBe('[secret]');
      },
    ),
    { numRuns: 1000 },
  );
});
