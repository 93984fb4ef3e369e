import { expect, test } from 'vitest';
import type { Approval, PromotionPlan } from '../../src/core/promotion.ts';
import { type Facts, known, unknown } from '../../src/guards/facts.ts';
import { noon, promotableFacts, promotablePlan, refusals } from './promotable-facts.ts';

const said = (standing: Approval['standing'], userId = 'ben', more: Partial<Approval> = {}): Approval => ({
  userId,
  name: userId,
  standing,
  seenAt: noon,
  ...more,
});

/** The card of a promotable promotion, with something of it changed. */
function withCard(
  approvals: readonly Approval[],
  rules: Partial<PromotionPlan['approvals']> = {},
  card: Partial<NonNullable<Facts['card']>> = {},
): Facts {
  const plan = { ...promotablePlan, approvals: { ...promotablePlan.approvals, ...rules } };
  const facts = promotableFacts({}, plan);
  return facts.card === undefined ? facts : { ...facts, card: { ...facts.card, approvals: known(approvals), ...card } };
}

test('enough people who may are enough', () => {
  expect(refusals(withCard([said('counts')]))).toEqual([]);
  expect(refusals(withCard([said('counts'), said('counts', 'mira')], { needed: 2 }))).toEqual([]);
  expect(refusals(withCard([said('counts', 'ben', { includes: true })], { mustInclude: 'tester' }))).toEqual([]);
  expect(refusals(withCard([said('counts'), said('veto-without-role', 'dan')]))).toEqual([]);
});

test.each<[string, Facts, string]>([
  ['nobody has approved', withCard([]), 'approval.missing'],
  ['one has, and two are needed', withCard([said('counts')], { needed: 2 }), 'approval.missing'],
  ['one person is there twice', withCard([said('counts'), said('counts')], { needed: 2 }), 'approval.missing'],
  ['only a bot has', withCard([said('bot')]), 'approval.missing'],
  ['only somebody without the role has', withCard([said('no-role')]), 'approval.missing'],
  ['only somebody who has left has', withCard([said('not-a-member')]), 'approval.missing'],
  ['only who asked has', withCard([said('requester')]), 'approval.self'],
  ['only who wrote it has', withCard([said('author')]), 'approval.author'],
  [
    'nobody of the role that must be among them has',
    withCard([said('counts')], { mustInclude: 'tester' }),
    'approval.role-missing',
  ],
  [
    'the one with that role does not count',
    withCard([said('counts'), said('requester', 'mira', { includes: true })], { mustInclude: 'tester' }),
    'approval.role-missing',
  ],
  ['somebody said no', withCard([said('counts'), said('veto', 'mira')]), 'approval.vetoed'],
  ['the card is another by now', withCard([said('counts')], {}, { hashNow: known('0') }), 'card.moved'],
  ['its time is over', withCard([said('counts')], {}, { expiresAt: noon }), 'card.expired'],
  [
    'Discord does not say who reacted',
    withCard([], {}, { approvals: unknown('Discord did not answer') }),
    'card.unreadable',
  ],
  [
    'what it would show now cannot be read',
    withCard([said('counts')], {}, { hashNow: unknown('the mirror is away') }),
    'card.unreadable',
  ],
])('it alone refuses when %s', (_, facts, code) => {
  expect(refusals(facts)).toEqual([`approval-matches-card: ${code}`]);
});

test('without a card nothing is approved', () => {
  const { card: _, ...none } = promotableFacts();
  expect(refusals(none)).toEqual(['approval-matches-card: approval.missing']);
});
