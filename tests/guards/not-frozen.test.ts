import { describe, expect, it } from 'vitest';
import type { FreezeState } from '../../src/core/freeze.ts';
import type { Facts } from '../../src/guards/facts.ts';
import { known, unknown } from '../../src/guards/facts.ts';
import { verdictOf } from '../../src/guards/guard.ts';
import { guardsFor } from '../../src/guards/index.ts';
import { notFrozen } from '../../src/guards/not-frozen.ts';

const base: Facts = {
  project: 'advent',
  environment: 'production',
  tier: 'production',
  now: 0,
  configured: true,
  artifacts: [],
  recorded: unknown('not asked here'),
};
const by = [{ kind: 'rule', name: 'weekend', reason: 'rest' }] as const;
const until = Date.UTC(2026, 0, 5, 7);
const asked = (state: FreezeState, begun = false) => verdictOf(notFrozen, { ...base, freeze: known({ state, begun }) });

describe('not-frozen', () => {
  it('refuses while production is frozen, and says until when and by what', () => {
    expect(asked({ frozen: true, by, until })).toMatchObject({
      guard: 'not-frozen',
      allowed: false,
      code: 'freeze.active',
      detail: 'until 2026-01-05T07:00:00.000Z: rule “weekend” (rest)',
    });
    expect(asked({ frozen: true, by })).toMatchObject({ detail: 'no end in sight: rule “weekend” (rest)' });
  });
  it('lets pass while it is not, and says when the next one begins', () => {
    expect(asked({ frozen: false })).toMatchObject({ allowed: true, detail: 'no freeze' });
    expect(asked({ frozen: false, next: { from: until, by } })).toMatchObject({
      allowed: true,
      detail: 'no freeze until 2026-01-05T07:00:00.000Z',
    });
  });
  it('refuses what could not be read, and what nobody looked at', () => {
    expect(verdictOf(notFrozen, { ...base, freeze: unknown('rule “x” never happens') })).toMatchObject({
      code: 'freeze.unreadable',
      detail: 'rule “x” never happens',
    });
    expect(verdictOf(notFrozen, base)).toMatchObject({ code: 'freeze.unreadable' });
  });
  it('lets a change go on that had begun before the freeze', () => {
    expect(asked({ frozen: true, by, until }, true)).toMatchObject({ allowed: true });
  });
});

describe('whom it is asked of', () => {
  const isAsked = (...given: Parameters<typeof guardsFor>): boolean => guardsFor(...given).includes(notFrozen);
  it.each(['start', 'migrate', 'switch'] as const)('a promotion’s %s', (what) =>
    expect(isAsked(what, 'production', 'promotion', true)).toBe(true),
  );
  it.each(['roll-back', 'restart'] as const)('not a promotion’s way back by %s', (what) =>
    expect(isAsked(what, 'production', 'promotion', false)).toBe(false),
  );
  it.each(['start', 'roll-back', 'restart'] as const)('not a rollback’s %s', (what) =>
    expect(isAsked(what, 'production', 'rollback', true)).toBe(false),
  );
  it.each(['start', 'migrate', 'switch', 'exercise'] as const)('not staging’s %s', (what) =>
    expect(isAsked(what, 'staging', 'deployment', true)).toBe(false),
  );
});
