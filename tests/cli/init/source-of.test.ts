import { createContext, runInContext } from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sourceOf } from '../../../src/cli/init/source-of.ts';

const context = createContext();
/** What JavaScript makes of it. */
const read = (source: string): unknown => JSON.parse(JSON.stringify(runInContext(`(${source})`, context)));

test('a config is written as a person would, and is the same when it is read', () => {
  const config = {
    discord: { guild: '1', 'odd-key': 'it\'s \\ "here"\nand there' },
    list: [['npm', 'ci'], []],
    number: 3,
    yes: true,
  };
  expect(sourceOf({ a: ['npm', 'ci'], 'b-c': 'd' })).toBe("{ a: ['npm', 'ci'], 'b-c': 'd' }");
  expect(read(sourceOf(config))).toEqual(config);
});

test('no text gets out of its quotes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      expect(read(sourceOf({ text, list: [text] }))).toEqual({ text, list: [text] });
    }),
    { numRuns: 300 },
  );
  for (const text of ["'", '\\', "\\'", '\u2028', '${x}', '`', "'); process.exit(1); ('"])
    expect(read(sourceOf(text))).toBe(text);
});
