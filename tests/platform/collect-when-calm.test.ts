import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { collector, createLook } from '../../src/platform/collect-when-calm.ts';

const mib = 1024 * 1024;

/** A process that computes and takes memory as it is told, and what was collected of it. */
function aProcess() {
  const its = { used: 0, kept: 0, computed: 0, collected: 0 };
  const look = createLook({
    usedBytes: () => its.used,
    computedMs: () => its.computed,
    collect: () => {
      its.used = its.kept;
      its.collected += 1;
      its.computed += 2_500;
    },
  });
  return {
    its,
    works(milliseconds: number, leaves: number): void {
      its.computed += milliseconds;
      its.used += leaves * mib;
    },
    isLookedAt: look,
  };
}

describe('a process that has become quiet', () => {
  it('gives back what its start has left', () => {
    const one = aProcess();
    one.its.kept = 20 * mib;
    one.works(3_000, 30);
    one.isLookedAt();
    expect(one.its.collected).toBe(0);
    one.works(20, 0);
    one.isLookedAt();
    expect(one.its).toMatchObject({ collected: 1, used: 20 * mib });
  });

  it('is not collected again while there is next to nothing to gain', () => {
    const one = aProcess();
    for (let look = 0; look < 100; look += 1) {
      one.works(50, 0.02);
      one.isLookedAt();
    }
    expect(one.its.collected).toBe(0);
    one.works(50, 2);
    one.isLookedAt();
    expect(one.its.collected).toBe(1);
  });

  it('is not taken for busy because of the collecting itself', () => {
    const one = aProcess();
    one.works(1_000, 4);
    one.isLookedAt();
    one.works(1_000, 4);
    one.isLookedAt();
    expect(one.its.collected).toBe(2);
  });

  it('is left alone while it works, whatever it takes', () => {
    const one = aProcess();
    for (let look = 0; look < 20; look += 1) {
      one.works(2_001, 10);
      one.isLookedAt();
    }
    expect(one.its.collected).toBe(0);
  });
});

describe('collecting', () => {
  it('takes what nobody holds any more', async () => {
    const left = new WeakRef({ a: 'deployment that is over' });
    // What a weak reference points to lives until the end of the turn that has looked.
    await turn();
    collector()();
    expect(left.deref()).toBeUndefined();
  });
});
