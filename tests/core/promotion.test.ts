import { expect, it } from 'vitest';
import { cardSubject } from '../../src/core/promotion.ts';
import { plan } from '../bot/world/view.ts';

const asked = { needed: 1, role: 'releaseManager', fourEyes: true };

it.each([
  ['more approvals', { approvals: { ...asked, needed: 2 } }],
  ['another role', { approvals: { ...asked, role: 'deployer' } }],
  ['a role that must be among them', { approvals: { ...asked, mustInclude: 'deployer' } }],
  ['two eyes', { approvals: { ...asked, fourEyes: false } }],
  ['authors barred', { approvals: { ...asked, barAuthors: true } }],
  ['a migration judged otherwise', { migrations: [{ path: 'm/1.sql', class: 'unknown' }] }],
] as const)('%s is another card', (_, more) => {
  const before = plan({ approvals: asked, migrations: [{ path: 'm/1.sql', class: 'risky' }] });
  expect(cardSubject({ ...before, ...more })).not.toBe(cardSubject(before));
});

it('how fresh its evidence is does not make another card', () => {
  expect(cardSubject(plan({ evidenceAt: 1 }))).toBe(cardSubject(plan({ evidenceAt: 2 })));
});
