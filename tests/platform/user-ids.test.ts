import { describe, expect, it } from 'vitest';
import { type IdBlock, blockIn, ownBlock, userFor } from '../../src/platform/user-ids.ts';

const everything = '         0          0 4294967295\n';
const container = '         0     100000      65536\n';
const inTwoParts = '0 100000 65536\n1000000000 1000000000 1500000000\n';
const blocks = ['roles', 'staging', 'production'] as const satisfies readonly IdBlock[];

describe('ids for pushed code and for Greenroom’s own processes', () => {
  it('are many where they can be given out, and few in a container that maps no more', () => {
    const many = blockIn([everything, everything], 'staging');
    expect(many.count).toBeGreaterThan(50_000_000);
    expect(blockIn([inTwoParts, everything], 'staging')).toEqual(many);
    for (const block of blocks)
      for (const maps of [[container, container], [everything, container], [container, everything], [''], []]) {
        const { first, count } = blockIn(maps, block);
        expect(first + count).toBeLessThan(65_536);
      }
  });

  it('are in blocks that do not meet', () => {
    for (const map of [everything, container]) {
      const ranges = blocks.map((block) => blockIn([map, map], block)).toSorted((a, b) => a.first - b.first);
      for (const [index, { first, count }] of ranges.entries()) {
        expect(count).toBeGreaterThan(300);
        expect(first + count).toBeLessThanOrEqual(ranges[index + 1]?.first ?? Infinity);
      }
    }
  });

  it('are those of the block where a worker has been given that block and no other', () => {
    const { first, count } = blockIn([everything, everything], 'staging');
    const own = `0 ${String(first - 1)} 1\n${String(first)} ${String(first)} ${String(count)}\n`;
    expect(blockIn([own, own], 'staging')).toEqual({ first, count });
    expect(blockIn([own, own], 'production').first).toBeLessThan(65_536);
  });

  it('stay below those that programs read as negative, and out of what containers and services get', () => {
    for (const block of blocks) {
      const { first, count } = blockIn([everything, everything], block);
      expect(first).toBeGreaterThan(1_879_048_191);
      expect(first + count).toBeLessThan(2_147_352_576);
    }
  });

  it.skipIf(process.getuid?.() !== 0)('are another for each of a thousand purposes, and the same for the same', () => {
    if (ownBlock('staging').count < 50_000_000) return;
    const purposes = Array.from({ length: 1000 }, (_, n) => ['/data', 'advent', 'environment', `e${String(n)}`]);
    const ids = purposes.map((purpose) => userFor('staging', ...purpose)?.uid);
    expect(new Set(ids).size).toBe(1000);
    expect(purposes.map((purpose) => userFor('staging', ...purpose)?.uid)).toEqual(ids);
  });
});
