import pg from 'pg';
import { expect, test } from 'vitest';
import { afterwards, deployment, ledgerHere } from './ledger-here.ts';

/** Somebody who owns the database and has taken the lock off the chain. */
async function adminOf(url: string): Promise<pg.Client> {
  const client = await ownerOf(url);
  await client.query('ALTER TABLE audit DISABLE TRIGGER audit_is_append_only');
  return client;
}

async function ownerOf(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  afterwards(() => client.end());
  return client;
}

test.for([
  ['UPDATE', 'UPDATE audit SET facts = facts'],
  ['UPDATE', 'UPDATE audit SET facts = facts WHERE seq = 99'],
  ['DELETE', 'DELETE FROM audit'],
  ['TRUNCATE', 'TRUNCATE audit'],
  ['UPDATE', "SET session_replication_role = replica; UPDATE audit SET actor = 'mallory'"],
  ['UPDATE', 'INSERT INTO audit SELECT * FROM audit ON CONFLICT (seq) DO UPDATE SET facts = excluded.facts'],
] as const)('the chain is append-only for its owner, too: %s is refused (%s)', async ([what, statement]) => {
  const { ledger, admin, url } = await ledgerHere();
  for (let n = 1; n <= 2; n += 1) await ledger.audit({ kind: 'gate.allowed', actor: 'ben', facts: { n } });
  const owner = await ownerOf(url);
  const whole = await owner.query('SELECT * FROM audit ORDER BY seq');
  await expect(owner.query(statement)).rejects.toMatchObject({
    code: '23001',
    message: expect.stringContaining(`${what} was tried on the audit chain, which is append-only`),
  });
  expect((await owner.query('SELECT * FROM audit ORDER BY seq')).rows).toEqual(whole.rows);
  // What it is for goes on.
  await ledger.audit({ kind: 'gate.allowed', facts: { n: 3 } });
  expect(await admin.verifyAudit()).toMatchObject({ ok: true, lines: 3 });
});

test('an empty chain is whole', async () => {
  const { admin } = await ledgerHere();
  expect(await admin.verifyAudit()).toEqual({ ok: true, lines: 0 });
});

test.for([
  ['a changed fact', `UPDATE audit SET facts = '{"n":99}' WHERE seq = 3`, 3],
  ['a changed actor', `UPDATE audit SET actor = 'mallory' WHERE seq = 2`, 2],
  ['a missing line', 'DELETE FROM audit WHERE seq = 4', 4],
  ['a changed time', `UPDATE audit SET at = replace(at, 'Z', '0') WHERE seq = 1`, 1],
] as const)('finds %s', async ([, statement, seq]) => {
  const { ledger, admin, url } = await ledgerHere();
  for (let n = 1; n <= 6; n += 1) await ledger.audit({ kind: 'gate.allowed', actor: 'ben', facts: { n } });
  const client = await adminOf(url);
  expect((await client.query(statement)).rowCount).toBe(1);
  expect(await admin.verifyAudit()).toMatchObject({ ok: false, seq });
});

test('finds a line whose hash was made to fit, at the next line', async () => {
  const { ledger, admin, url } = await ledgerHere();
  for (let n = 1; n <= 3; n += 1) await ledger.audit({ kind: 'gate.allowed', facts: { n } });
  const client = await adminOf(url);
  await client.query('UPDATE audit SET hash = repeat($1, 64) WHERE seq = 2', ['a']);
  const found = await admin.verifyAudit();
  expect(found).toMatchObject({ ok: false, seq: 2, found: 'a'.repeat(64) });
});

test('finds a tail that was cut off, by the anchor that a deployment carries', async () => {
  const { ledger, admin, url } = await ledgerHere();
  await ledger.audit({ kind: 'gate.allowed', facts: {} });
  const view = await ledger.wait(deployment());
  const client = await adminOf(url);
  await client.query('DELETE FROM audit WHERE seq = $1', [view.audit?.seq]);
  expect(await admin.verifyAudit()).toMatchObject({ ok: false, seq: 2, wanted: expect.stringContaining('#1') });
});

test('a tail that was cut off is found by what a card printed', async () => {
  const { ledger, admin, url } = await ledgerHere();
  await ledger.audit({ kind: 'gate.refused', facts: { n: 1 } });
  const head = await ledger.audit({ kind: 'gate.refused', facts: { n: 2 } });
  const printed = { seq: head.seq, hash: head.hash.slice(0, 12) };
  expect(await admin.verifyAudit([printed])).toMatchObject({ ok: true, lines: 2 });
  await (await adminOf(url)).query('DELETE FROM audit WHERE seq = 2');
  expect(await admin.verifyAudit()).toMatchObject({ ok: true, lines: 1 });
  expect(await admin.verifyAudit([printed])).toMatchObject({ ok: false, seq: 2 });
});

test('a chain that was written anew is whole in itself, and found by what a card printed', async () => {
  const { ledger, admin, url } = await ledgerHere();
  const head = await ledger.audit({ kind: 'gate.refused', facts: { n: 1 } });
  await (await adminOf(url)).query('DELETE FROM audit');
  await ledger.audit({ kind: 'gate.allowed', facts: { n: 1 } });
  expect(await admin.verifyAudit()).toMatchObject({ ok: true, lines: 1 });
  expect(await admin.verifyAudit([{ seq: 1, hash: head.hash.slice(0, 12) }])).toMatchObject({ ok: false, seq: 1 });
});
