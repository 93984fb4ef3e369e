import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pushedCodeUser, rangeIn } from '../../src/platform/pushed-code-user.ts';

const everything = '         0          0 4294967295\n';
const container = '         0     100000      65536\n';
const inTwoParts = '0 100000 65536\n1000000000 1000000000 1500000000\n';

describe('ids for pushed code', () => {
  it('are many where they can be given out, and few in a container that maps no more', () => {
    const many = rangeIn([everything, everything]);
    expect(many.count).toBeGreaterThan(100_000_000);
    expect(rangeIn([inTwoParts, everything])).toEqual(many);
    for (const maps of [[container, container], [everything, container], [container, everything], [''], []]) {
      const { first, count } = rangeIn(maps);
      expect(first + count).toBeLessThan(65_536);
    }
  });

  it('stay below those that programs read as negative, and out of what containers and services get', () => {
    const { first, count } = rangeIn([everything, everything]);
    expect(first).toBeGreaterThan(1_879_048_191);
    expect(first + count).toBeLessThan(2_147_352_576);
  });

  it.skipIf(process.getuid?.() !== 0)('are another for each of a thousand purposes, and the same for the same', () => {
    if (rangeIn([readFileSync('/proc/self/uid_map', 'utf8')]).count < 100_000_000) return;
    const purposes = Array.from({ length: 1000 }, (_, n) => ['/data', 'advent', 'environment', `e${String(n)}`]);
    const ids = purposes.map((purpose) => pushedCodeUser(...purpose)?.uid);
    expect(new Set(ids).size).toBe(1000);
    expect(purposes.map((purpose) => pushedCodeUser(...purpose)?.uid)).toEqual(ids);
  });
});
