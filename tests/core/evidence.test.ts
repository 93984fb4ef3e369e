import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EvidenceRecord, ageInWords, judgeEvidence, playedSincePassed } from '../../src/core/evidence.ts';

const hour = 3_600_000;
const now = 100 * 24 * hour;
const verified = (hoursAgo: number, number = 4): NonNullable<EvidenceRecord['verified']> => ({
  at: now - hoursAgo * hour,
  since: now - hoursAgo * hour - 60_000,
  deployment: 'd',
  number,
});

describe('evidence holds', () => {
  it('while it is young enough', () => {
    expect(judgeEvidence({ verified: verified(5) }, 72 * hour, now)).toEqual({ yes: 'verified by #4, 5 hours old' });
    expect(judgeEvidence({ verified: verified(72) }, 72 * hour, now)).toEqual({
      no: 'evidence.stale-age',
      detail: '3 days old; at most 3 days is allowed',
    });
  });

  it('until the same digests fail a check', () => {
    const failed = { number: 5, at: 0, code: 'test.failed' as const };
    expect(judgeEvidence({ verified: verified(1), failed }, 72 * hour, now)).toEqual({
      no: 'evidence.failed-since',
      detail: '#5 failed after #4 had passed: test.failed',
    });
    expect(judgeEvidence({ verified: verified(1, 6), failed }, 72 * hour, now)).toHaveProperty('yes');
  });

  it('until a stage tool changes what the suites saw, also while they were looking', () => {
    const tool = (at: number) => ({ cause: 'reset', detail: 'to scenario empty', at });
    const { at, since } = verified(1);
    expect(judgeEvidence({ verified: verified(1), ended: tool(at + 1) }, 72 * hour, now)).toEqual({
      no: 'evidence.stage-tool',
      detail: 'reset came after #4: to scenario empty',
    });
    expect(judgeEvidence({ verified: verified(1), ended: tool(since) }, 72 * hour, now)).toMatchObject({
      no: 'evidence.stage-tool',
    });
    expect(judgeEvidence({ verified: verified(1), ended: tool(since - 1) }, 72 * hour, now)).toHaveProperty('yes');
  });

  it('never where there is none, nor where its time is still to come', () => {
    expect(judgeEvidence({}, 72 * hour, now)).toMatchObject({ no: 'release.not-verified' });
    expect(judgeEvidence({ verified: verified(-2) }, 72 * hour, now)).toMatchObject({ no: 'state.unknown' });
  });

  it('for no longer as time passes: what has become stale stays so', () => {
    fc.assert(
      fc.property(fc.nat({ max: 400 }), fc.nat({ max: 400 }), fc.integer({ min: 1, max: 200 }), (age, more, limit) => {
        const first = judgeEvidence({ verified: verified(age) }, limit * hour, now);
        const later = judgeEvidence({ verified: verified(age) }, limit * hour, now + more * hour);
        if ('no' in first) expect(later).toMatchObject({ no: 'evidence.stale-age' });
      }),
    );
  });
});

it.each([
  [0, 'less than an hour'],
  [hour, '1 hour'],
  [47.9 * hour, '47 hours'],
  [48 * hour, '2 days'],
])('%i ms is %s', (age, words) => {
  expect(ageInWords(age)).toBe(words);
});

describe('what was done to the data since it passed', () => {
  const tool = (at: number) => ({ cause: '/reset by cara', detail: 'to scenario empty', at });
  const { at, since } = verified(1);

  it('is told, also where it was done while the suites were looking', () => {
    const words = 'It had passed in #4, then came /reset by cara: to scenario empty';
    expect(playedSincePassed({ verified: verified(1), ended: tool(at + 1) })).toBe(words);
    expect(playedSincePassed({ verified: verified(1), ended: tool(since) })).toBe(words);
  });

  it('is nothing where it was done before, or never passed', () => {
    expect(playedSincePassed({ verified: verified(1), ended: tool(since - 1) })).toBeUndefined();
    expect(playedSincePassed({ ended: tool(at) })).toBeUndefined();
    expect(playedSincePassed({ verified: verified(1) })).toBeUndefined();
  });
});
