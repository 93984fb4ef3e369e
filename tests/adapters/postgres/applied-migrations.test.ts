import { expect, test } from 'vitest';
import { deployment, ledgerHere } from './ledger-here.ts';

const one = { path: 'm/1.sql', blob: 'aa', class: 'additive' } as const;
const two = { path: 'm/2\0\u202e.sql', blob: 'bb', class: 'destructive', why: 'drops table users' } as const;

test('what an environment may have run is written down once, by the owner of the environment, with its line', async () => {
  const { ledger, leases, admin } = await ledgerHere();
  const first = await ledger.wait(deployment({ steps: ['migrate'] }));
  const lease = await leases.acquire({ project: 'advent', name: 'staging' });
  if (lease === undefined) throw new Error('not acquired');
  await expect(ledger.recordMigrations(first.id, [one], lease)).rejects.toThrow(/is waiting; wanted running/);
  await ledger.move(first.id, 'start', {}, lease);
  await ledger.recordMigrations(first.id, [], lease);
  await ledger.recordMigrations(first.id, [one], lease);
  const after = (await ledger.views.deployment(first.id))?.audit;
  await ledger.recordMigrations(first.id, [one], lease);
  expect((await ledger.views.deployment(first.id))?.audit).toEqual(after);
  await ledger.move(first.id, 'fail', {}, lease);

  const second = await ledger.wait(deployment({ steps: ['migrate'] }));
  await ledger.move(second.id, 'start', {}, lease);
  const edited = { ...one, blob: 'cc', class: 'risky', why: 'locks' } as const;
  await ledger.recordMigrations(second.id, [{ ...one, class: 'unknown' }, two, edited], lease);
  expect(await ledger.appliedMigrations('advent', 'staging')).toEqual([
    { ...one, deployment: first.number },
    { ...edited, deployment: second.number },
    { ...two, path: 'm/2\uFFFD\u202e.sql', deployment: second.number },
  ]);
  expect(await ledger.appliedMigrations('advent', 'production')).toEqual([]);

  await leases.release(lease);
  await expect(ledger.recordMigrations(second.id, [two], lease)).rejects.toThrow(/^lease\.lost/);
  expect(await admin.verifyAudit()).toMatchObject({ ok: true });
});

test('a folder of thousands is written in one go', async () => {
  const { ledger, leases } = await ledgerHere();
  const { id } = await ledger.wait(deployment({ steps: ['migrate'] }));
  const lease = await leases.acquire({ project: 'advent', name: 'staging' });
  if (lease === undefined) throw new Error('not acquired');
  await ledger.move(id, 'start', {}, lease);
  const many = Array.from({ length: 12_000 }, (_, n) => ({ ...one, path: `m/${n}.sql` }));
  await ledger.recordMigrations(id, many, lease);
  expect(await ledger.appliedMigrations('advent', 'staging')).toHaveLength(12_000);
});
