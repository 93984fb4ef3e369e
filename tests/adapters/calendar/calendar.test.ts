import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCalendar } from '../../../src/adapters/calendar/calendar.ts';
import { frozenAt } from '../../../src/core/freeze.ts';
import type { FreezeRules } from '../../../src/ports/calendar.ts';

type Rule = FreezeRules['freezes'][number];
const calendar = createCalendar();
const berlin = 'Europe/Berlin';
const newYork = 'America/New_York';

const weekly = (starts: string, ends: string, timeZone = berlin): Rule => ({
  name: 'rule',
  reason: 'rest',
  starts,
  ends,
  timeZone,
});
const once = (from: string, until: string, timeZone = berlin): Rule => ({
  name: 'rule',
  reason: 'x',
  from,
  until,
  timeZone,
});

/** The windows of one freeze, as texts; the first few. */
function windows(rule: Rule, at: string, most = 2): string[] {
  return calendar
    .around({ freezes: [rule], open: undefined, timeZone: 'UTC' }, Date.parse(at))
    .deny.slice(0, most)
    .map(({ from, until }) => `${short(from)} → ${short(until)}`);
}
const short = (at: number): string => new Date(at).toISOString().slice(0, 16);

describe('a weekend', () => {
  const weekend = weekly('0 18 * * 5', '0 8 * * 1');

  it('holds its own moments, and is followed by the next', () => {
    expect(windows(weekend, '2026-02-07T12:00Z')).toEqual([
      '2026-02-06T17:00 → 2026-02-09T07:00',
      '2026-02-13T17:00 → 2026-02-16T07:00',
    ]);
  });
  it('is an hour shorter where the clocks go forward in it, and an hour longer where they go back', () => {
    expect(windows(weekend, '2026-03-28T12:00Z', 1)).toEqual(['2026-03-27T17:00 → 2026-03-30T06:00']);
    expect(windows(weekend, '2026-10-24T12:00Z', 1)).toEqual(['2026-10-23T16:00 → 2026-10-26T07:00']);
  });
  it('keeps its local hours on the other side of the ocean, whose clocks change on other days', () => {
    const there = weekly('0 18 * * 5', '0 8 * * 1', newYork);
    expect(windows(there, '2026-03-07T12:00Z')).toEqual([
      '2026-03-06T23:00 → 2026-03-09T12:00',
      '2026-03-13T22:00 → 2026-03-16T12:00',
    ]);
    expect(windows(there, '2026-10-31T12:00Z', 1)).toEqual(['2026-10-30T22:00 → 2026-11-02T13:00']);
  });
  it('begins with its first moment and ends with its last', () => {
    expect(windows(weekend, '2026-02-06T17:00Z', 1)).toEqual(['2026-02-06T17:00 → 2026-02-09T07:00']);
    expect(windows(weekend, '2026-02-09T07:00Z', 1)).toEqual(['2026-02-13T17:00 → 2026-02-16T07:00']);
  });
});

describe('the hour that spring leaves out', () => {
  it.each([
    [
      'a freeze that begins in it begins right after it',
      '30 2 * * *',
      '0 5 * * *',
      '2026-03-29T01:00 → 2026-03-29T03:00',
    ],
    ['also where it begins twice a day', '30 2,14 * * *', '0 5,15 * * *', '2026-03-29T01:00 → 2026-03-29T03:00'],
    ['a freeze that ends in it ends right after it', '0 1 * * *', '30 2 * * *', '2026-03-29T00:00 → 2026-03-29T01:00'],
  ])('%s', (_, starts, ends, wanted) => {
    expect(windows(weekly(starts, ends), '2026-03-28T23:30Z', 1)).toEqual([wanted]);
  });
  it('is seen from the middle of a freeze that began in it', () => {
    expect(windows(weekly('30 2 * * *', '0 5 * * *'), '2026-03-29T02:00Z', 1)).toEqual([
      '2026-03-29T01:00 → 2026-03-29T03:00',
    ]);
    expect(windows(weekly('30 2 * * *', '0 5 * * *', newYork), '2026-03-08T08:00Z', 1)).toEqual([
      '2026-03-08T07:00 → 2026-03-08T09:00',
    ]);
  });
  it('names no moment', () => expect(calendar.moments('2026-03-29 02:30', berlin)).toEqual([]));
  it('makes a rule that is in force once unreadable, which names itself', () => {
    expect(() => windows(once('2026-03-29T02:30', '2026-03-29T05:00'), '2026-03-01T00:00Z')).toThrow(
      'rule “rule”: 2026-03-29T02:30 does not exist in Europe/Berlin',
    );
  });
});

describe('the hour that autumn has twice', () => {
  it('names two moments', () =>
    expect(calendar.moments('2026-10-25 02:30', berlin).map(short)).toEqual(['2026-10-25T00:30', '2026-10-25T01:30']));
  it('a freeze begins with the first and ends with the last', () => {
    expect(windows(weekly('30 2 * * *', '0 5 * * *'), '2026-10-24T23:00Z', 1)).toEqual([
      '2026-10-25T00:30 → 2026-10-25T04:00',
    ]);
    expect(windows(weekly('0 1 * * *', '30 2 * * *'), '2026-10-24T23:30Z', 1)).toEqual([
      '2026-10-24T23:00 → 2026-10-25T01:30',
    ]);
    expect(windows(weekly('30 1 * * *', '0 5 * * *', newYork), '2026-11-01T05:00Z', 1)).toEqual([
      '2026-11-01T05:30 → 2026-11-01T10:00',
    ]);
    expect(windows(once('2026-10-25T02:30', '2026-10-25T02:45'), '2026-10-01T00:00Z')).toEqual([
      '2026-10-25T00:30 → 2026-10-25T01:45',
    ]);
  });
  it('a freeze that ends in it is found still between the two', () => {
    expect(windows(weekly('0 1 * * *', '30 2 * * *'), '2026-10-25T01:00Z', 1)).toEqual([
      '2026-10-24T23:00 → 2026-10-25T01:30',
    ]);
  });
  it('an open window is taken the other way round', () => {
    const open = [weekly('30 2 * * *', '0 5 * * *')];
    const [first] = calendar.around({ freezes: [], open, timeZone: 'UTC' }, Date.parse('2026-10-24T23:00Z')).open ?? [];
    expect(short(first?.from ?? 0)).toBe('2026-10-25T01:30');
  });
});

it('what holds a moment does not depend on where one looks from', () => {
  const hour = fc.integer({ min: 0, max: 23 });
  const minute = fc.constantFrom(0, 30);
  const day = fc.constantFrom('*', '0', '1-5', '6');
  const pattern = fc.tuple(minute, hour, day).map(([m, h, d]) => `${m} ${h} * * ${d}`);
  const begin = fc.constantFrom('2026-03-25T00:00Z', '2026-10-22T00:00Z', '2026-03-05T00:00Z', '2026-10-29T00:00Z');
  const quarters = fc.integer({ min: 0, max: 7 * 96 });
  fc.assert(
    fc.property(pattern, pattern, begin, quarters, fc.constantFrom(berlin, newYork), (starts, ends, since, n, zone) => {
      fc.pre(starts !== ends);
      const rules = { freezes: [weekly(starts, ends, zone)], open: undefined, timeZone: 'UTC' };
      const at = Date.parse(since) + n * 900_000;
      const [near, far] = [at, Date.parse(since)].map((from) => calendar.around(rules, from).deny);
      const holding = (list: typeof near): unknown => list?.filter(({ from, until }) => from <= at && at < until);
      expect(holding(near)).toEqual(holding(far));
    }),
    { numRuns: 300 },
  );
});

describe('other stretches', () => {
  it.each([
    [
      'over new year',
      once('2026-12-24T18:00', '2027-01-04T08:00'),
      '2026-12-31T23:59Z',
      '2026-12-24T17:00 → 2027-01-04T07:00',
    ],
    [
      'over new year, each year',
      weekly('0 18 24 12 *', '0 8 4 1 *'),
      '2027-01-01T00:00Z',
      '2026-12-24T17:00 → 2027-01-04T07:00',
    ],
    [
      'the last day of a month',
      weekly('0 0 L * *', '0 12 1 * *', 'UTC'),
      '2027-02-28T06:00Z',
      '2027-02-28T00:00 → 2027-03-01T12:00',
    ],
    [
      'only in months with 31 days',
      weekly('0 0 31 * *', '0 12 1 * *', 'UTC'),
      '2026-04-10T00:00Z',
      '2026-05-31T00:00 → 2026-06-01T12:00',
    ],
    ['leap days', weekly('0 0 29 2 *', '0 0 1 3 *', 'UTC'), '2026-01-01T00:00Z', '2028-02-29T00:00 → 2028-03-01T00:00'],
    [
      'with starts while it lasts',
      weekly('0 18 * * 1-5', '0 8 * * 1'),
      '2026-02-05T12:00Z',
      '2026-02-02T17:00 → 2026-02-09T07:00',
    ],
    [
      'its project’s zone where it names none',
      { name: 'r', reason: 'x', starts: '0 0 * * *', ends: '0 1 * * *' },
      '2026-02-01T00:30Z',
      '2026-02-01T00:00 → 2026-02-01T01:00',
    ],
  ] as const)('%s', (_, rule, at, wanted) => expect(windows(rule, at, 1)).toEqual([wanted]));

  it('a freeze of half a year has its end, and what follows it at once', () => {
    const rules = {
      freezes: [
        once('2026-01-01T00:00', '2026-07-03T20:00'),
        { ...weekly('0 18 * * 5', '0 8 * * 1'), name: 'weekend' },
      ],
      open: undefined,
      timeZone: berlin,
    };
    const now = Date.parse('2026-01-10T00:00Z');
    expect(frozenAt(now, { ...calendar.around(rules, now), manual: [] })).toMatchObject({
      until: Date.parse('2026-07-06T06:00Z'),
    });
  });

  it('rules that between them leave no gap have no end in sight', () => {
    const rules = {
      freezes: [weekly('0 0 * * *', '0 12 * * *'), weekly('0 12 * * *', '0 0 * * *')],
      open: undefined,
      timeZone: 'UTC',
    };
    const now = Date.parse('2026-01-10T00:00Z');
    expect(frozenAt(now, { ...calendar.around(rules, now), manual: [] })).not.toHaveProperty('until');
  });

  it('a rule with very many windows is known less far, and says so', () => {
    const at = Date.parse('2026-01-10T00:00Z');
    const { deny, knownUntil } = calendar.around(
      { freezes: [weekly('0 * * * *', '30 * * * *')], open: undefined, timeZone: 'UTC' },
      at,
    );
    expect(deny.length).toBe(500);
    expect(knownUntil).toBe(deny.at(-1)?.until);
  });

  it('a rule that cannot be evaluated throws, and names itself', () => {
    expect(() => windows(weekly('0 0 30 2 *', '0 0 * * *'), '2026-01-01T00:00Z')).toThrow(
      'rule “rule”: 0 0 30 2 * never happens',
    );
    expect(() => windows(weekly('0 0 * * *', 'soon'), '2026-01-01T00:00Z')).toThrow('rule “rule”: soon');
    expect(() => windows(weekly('0 0 * * *', '0 1 * * *', 'Berlin'), '2026-01-01T00:00Z')).toThrow();
    expect(() => windows(once('2026-01-01T00:00', '2026-01-02T00:00', 'Berlin'), '2026-01-01T00:00Z')).toThrow(
      /does not exist/,
    );
  });
});
