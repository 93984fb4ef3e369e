import { expect, test } from 'vitest';
import type { NewDeployment } from '../../../src/ports/ledger.ts';
import type { PromotionPlan } from '../../../src/core/promotion.ts';
import { ledgerHere, newCommit, promotion } from './ledger-here.ts';

/** The same card with another plan, and so another hash. */
function moved(hash: string, sha: string, more: Partial<PromotionPlan>): NewDeployment {
  const made = promotion(hash, sha);
  if (made.promotion === undefined) throw new Error('a promotion has a plan');
  return { ...made, promotion: { ...made.promotion, plan: { ...made.promotion.plan, ...more } } };
}

test('the struck-through card says what moved, from the two plans themselves', async () => {
  const { ledger, views } = await ledgerHere();
  const sha = newCommit();
  const old = await ledger.wait(promotion('hash-1', sha));
  await ledger.wait(moved('hash-2', sha, { configKeys: ['api.X'], migrations: [{ path: '4.sql', class: 'risky' }] }));
  expect((await views.deployment(old.id))?.detail).toBe('another migration: 4.sql; config key api.X changed');
});

test('names of files and keys that PostgreSQL cannot keep do not sink the card', async () => {
  const { ledger, views } = await ledgerHere();
  const sha = newCommit();
  const old = await ledger.wait(promotion('hash-1', sha));
  await ledger.wait(moved('hash-2', sha, { configKeys: ['api.\0\ud800\u202e'] }));
  expect((await views.deployment(old.id))?.detail).toMatch(/^config key api\./);
});

test('a rollback that takes a card’s place is named, and what leaves production is kept with it', async () => {
  const { ledger, views } = await ledgerHere();
  const card = await ledger.wait(promotion('hash-1'));
  const { promotion: _, ...bare } = promotion('x');
  const leavesProduction = {
    from: newCommit(),
    commits: [{ commit: newCommit(), subject: 'Door \0 7', author: 'Ana', at: 1 }],
    more: 3,
    returns: 1,
  };
  const back = await ledger.wait({ ...bare, kind: 'rollback', leavesProduction });
  expect((await views.deployment(card.id))?.detail).toBe('A newer rollback took its place.');
  const kept = (await views.deployment(back.id))?.leavesProduction;
  expect(kept).toMatchObject({ ...leavesProduction, commits: [{ subject: 'Door \ufffd 7' }] });
});
