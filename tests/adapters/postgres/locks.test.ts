import { expect, test } from 'vitest';
import { HeldClock, ledgerHere } from './ledger-here.ts';

const place = { project: 'advent', environment: 'staging' } as const;
const ana = { discordId: '11', name: 'ana' };
const ben = { discordId: '12', name: 'ben' };
const hour = 3_600_000;

test('of two who take it at the same moment one has it, and the other is told who', async () => {
  const clock = new HeldClock();
  const { ledger, another } = await ledgerHere(clock);
  const other = await another();
  const expiresAt = clock.now() + hour;
  const [first, second] = await Promise.all([
    ledger.locks.take({ ...place, reason: 'mine', by: ana, expiresAt }, false),
    other.ledger.locks.take({ ...place, reason: 'mine too', by: ben, expiresAt }, false),
  ]);
  const [won, lost] = first.ok ? [first, second] : [second, first];
  expect(won.ok && won.lock.by).toBeTruthy();
  expect(!lost.ok && won.ok && lost.held.id === won.lock.id).toBe(true);
  expect(await ledger.locks.inForce('advent', 'staging')).toHaveLength(1);
  expect(await ledger.locks.inForce('advent', 'production')).toEqual([]);
});

test('one that ran out holds nothing and makes room; each take and end has its audit line', async () => {
  const clock = new HeldClock();
  const { ledger, views, admin } = await ledgerHere(clock);
  await ledger.locks.take({ ...place, reason: 'short', by: ana, expiresAt: clock.now() + hour }, false);
  clock.pass(hour);
  expect(await ledger.locks.inForce('advent', 'staging')).toEqual([]);
  const taken = await ledger.locks.take({ ...place, reason: 'next', by: ben, expiresAt: clock.now() + hour }, false);
  if (!taken.ok) throw new Error('an old lock held');
  expect((await views.environment('advent', 'staging')).locks).toEqual([taken.lock]);
  const over = await ledger.locks.take({ ...place, reason: 'urgent', by: ana, expiresAt: clock.now() + hour }, true);
  if (!over.ok) throw new Error('it was not taken over');
  await ledger.locks.release(over.lock.id, ana, 'done');
  await ledger.locks.release(over.lock.id, ana, 'done');
  expect(await admin.verifyAudit()).toMatchObject({ ok: true, lines: 4 });
});

test('its owner is told once, shortly before the end', async () => {
  const clock = new HeldClock();
  const { ledger, projections, views } = await ledgerHere(clock);
  const taken = await ledger.locks.take({ ...place, reason: 'jury', by: ana, expiresAt: clock.now() + hour }, false);
  const notices = async () => (await projections.due('discord', 10, 1)).filter((row) => row.kind === 'notice');
  await ledger.locks.warn('advent', 'staging', clock.now() + hour / 4);
  expect(await notices()).toEqual([]);
  clock.pass(hour * 0.8);
  for (let minute = 0; minute < 3; minute += 1) await ledger.locks.warn('advent', 'staging', clock.now() + hour / 4);
  const [notice, ...more] = await notices();
  expect(more).toEqual([]);
  expect(taken.ok && notice?.subject).toBe(taken.ok && taken.lock.id);
  expect(await views.lock(notice?.subject ?? '')).toMatchObject({ reason: 'jury', by: ana });
});
