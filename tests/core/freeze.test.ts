import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Freeze, type Window, describeFreeze, frozenAt, spanProblem } from '../../src/core/freeze.ts';

const ben = { discordId: '100000000000000012', name: 'ben' };
const rule = (name: string, from: number, until: number): Window => ({
  name,
  reason: `because of ${name}`,
  from,
  until,
});
const person = (from: number, until: number): Freeze => ({
  id: `f${from}-${until}`,
  project: 'advent',
  environment: 'production',
  reason: 'the show',
  by: ben,
  at: 0,
  from,
  until,
});

describe('production is', () => {
  it('frozen from the first moment of a window until the one after its last', () => {
    const asked = (now: number): boolean =>
      frozenAt(now, { deny: [rule('weekend', 10, 20)], open: undefined, manual: [] }).frozen;
    expect([9, 10, 19, 20].map(asked)).toEqual([false, true, true, false]);
  });

  it('told to be frozen until the end of all that overlaps or follows at once', () => {
    const state = frozenAt(12, {
      deny: [rule('weekend', 10, 20), rule('christmas', 18, 40)],
      open: undefined,
      manual: [person(40, 50), person(60, 70)],
    });
    expect(state).toEqual({
      frozen: true,
      by: [{ kind: 'rule', name: 'weekend', reason: 'because of weekend' }],
      until: 50,
      next: { from: 60, until: 70, by: [{ kind: 'person', name: 'ben', reason: 'the show' }] },
    });
  });

  it('frozen outside of what is open, until the next window opens', () => {
    const rules = { deny: [], open: [rule('office', 10, 20), rule('late', 30, 40)], manual: [] };
    expect(frozenAt(25, rules)).toMatchObject({ frozen: true, until: 30, by: [{ kind: 'closed' }] });
    expect(frozenAt(12, rules)).toEqual({
      frozen: false,
      next: { from: 20, until: 30, by: [{ kind: 'closed', name: '', reason: '' }] },
    });
  });

  it('frozen with no end in sight where every window that would open is denied, or none is left', () => {
    const open = [rule('office', 10, 20)];
    expect(frozenAt(5, { deny: [rule('all', 0, 50)], open, manual: [], knownUntil: 40 })).toEqual({
      frozen: true,
      by: [
        { kind: 'closed', name: '', reason: '' },
        { kind: 'rule', name: 'all', reason: 'because of all' },
      ],
    });
    expect(frozenAt(25, { deny: [], open, manual: [] })).not.toHaveProperty('until');
  });

  it('said in words with the end first', () => {
    expect(
      describeFreeze({ by: [{ kind: 'rule', name: 'weekend', reason: 'rest' }], until: Date.UTC(2026, 0, 5, 7) }),
    ).toBe('until 2026-01-05T07:00:00.000Z: rule “weekend” (rest)');
  });
});

const moments = fc.integer({ min: 0, max: 60 });
const stretch = fc
  .tuple(moments, fc.integer({ min: 0, max: 15 }))
  .map(([from, length]) => ({ from, until: from + length }));
const windows = fc.array(
  stretch.map(({ from, until }) => rule(`r${from}`, from, until)),
  { maxLength: 6 },
);
const rules = fc.record({
  deny: windows,
  open: fc.option(windows, { nil: undefined }),
  manual: fc.array(
    stretch.map(({ from, until }) => person(from, until)),
    { maxLength: 3 },
  ),
});
const has = (at: number) => (one: { from: number; until: number }) => one.from <= at && at < one.until;
/** The same question in the simplest words. */
const plainly = (at: number, { deny, open, manual }: Parameters<typeof frozenAt>[1]): boolean =>
  deny.some(has(at)) || manual.some(has(at)) || (open !== undefined && !open.some(has(at)));
/** Nothing begins or ends later than this. */
const horizon = 100;

describe('for any rules', () => {
  const always = (check: (now: number, given: Parameters<typeof frozenAt>[1]) => void): void =>
    fc.assert(fc.property(moments, rules, check), { numRuns: 2_000 });

  it('what denies wins, whatever is open', () => {
    always((now, given) => {
      const open = [rule('always', 0, horizon)];
      if (given.deny.some(has(now))) expect(frozenAt(now, { ...given, open }).frozen).toBe(true);
      expect(frozenAt(now, given).frozen).toBe(plainly(now, given));
    });
  });

  it('outside of all windows it is never frozen where nothing says when it is open', () => {
    always((now, { deny, manual }) => {
      if (!deny.some(has(now)) && !manual.some(has(now)))
        expect(frozenAt(now, { deny, manual, open: undefined }).frozen).toBe(false);
    });
  });

  it('the end that is told is the first moment at which it is not frozen', () => {
    always((now, given) => {
      const state = frozenAt(now, given);
      if (!state.frozen) return;
      let first = now;
      while (first < horizon && plainly(first, given)) first += 1;
      expect(state.until).toBe(first < horizon ? first : undefined);
    });
  });

  it('the next one that is told is the first moment at which it is frozen again', () => {
    always((now, given) => {
      const state = frozenAt(now, given);
      let at = state.frozen ? state.until : now;
      if (at === undefined) return;
      while (at < horizon && !plainly(at, given)) at += 1;
      expect(state.next?.from).toBe(at < horizon ? at : undefined);
    });
  });

  it('their order does not matter', () => {
    always((now, given) => {
      const turned = {
        deny: given.deny.toReversed(),
        open: given.open?.toReversed(),
        manual: given.manual.toReversed(),
      };
      expect(frozenAt(now, turned)).toEqual(frozenAt(now, given));
    });
  });
});

describe('a freeze by a person', () => {
  const hour = 3_600_000;
  const now = Date.UTC(2026, 0, 1);
  it.each([
    ['ends before it begins', now + hour, now, /end before it begins/],
    ['is over already', now - 2 * hour, now, /over already/],
    ['lasts 31 days and an hour', now, now + (31 * 24 + 1) * hour, /longer than 31 days/],
    ['is for the year after next', now + 400 * 24 * hour, now + 401 * 24 * hour, /more than a year/],
    ['has no moments', Number.NaN, now, /not moments/],
  ])('cannot be one that %s', (_, from, until, why) => expect(spanProblem(from, until, now)).toMatch(why));
  it('can last 31 days', () => expect(spanProblem(now, now + 31 * 24 * hour, now)).toBeUndefined());
});
