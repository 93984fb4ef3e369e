import { expect, test } from 'vitest';
import { HeldClock, ledgerHere } from './ledger-here.ts';

const hour = 3_600_000;
const ben = { discordId: '100000000000000012', name: 'ben' };
const mira = { discordId: '100000000000000015', name: 'mira' };
const place = { project: 'advent', environment: 'production' } as const;

async function here() {
  const clock = new HeldClock();
  const opened = await ledgerHere(clock);
  const now = clock.now();
  const wish = { ...place, reason: 'the show', by: ben, from: now, until: now + 24 * hour };
  return { ...opened, clock, now, wish, freezes: opened.ledger.freezes };
}

test('a freeze stands until its end, also where it is yet to begin', async () => {
  const { freezes, views, wish, now, clock } = await here();
  const first = await freezes.set(wish);
  const later = await freezes.set({ ...wish, from: now + 48 * hour, until: now + 50 * hour });
  expect(first).toMatchObject({ ...wish, at: now });
  expect(await freezes.standing('advent', 'production', now)).toEqual([first, later]);
  expect(await freezes.standing('advent', 'production', now + 24 * hour - 1)).toEqual([first, later]);
  expect(await freezes.standing('advent', 'production', now + 24 * hour)).toEqual([later]);
  expect(await freezes.standing('advent', 'staging', now)).toEqual([]);
  expect(await views.environment('advent', 'production')).toMatchObject({ freezes: [first, later] });
  clock.pass(51 * hour);
  expect(await views.environment('advent', 'production')).not.toHaveProperty('freezes');
});

test('one that was lifted stands no more, and keeps its first end', async () => {
  const { freezes, wish, now, clock, ledger, admin } = await here();
  const { id } = await freezes.set(wish);
  clock.pass(1_000);
  await freezes.lift([id, id], mira, 'it is over');
  await freezes.lift([id], ben, 'me too');
  await freezes.lift(['no such freeze'], ben, 'nor this');
  expect(await freezes.standing('advent', 'production', now)).toEqual([]);
  await ledger.audit({ kind: 'gate.allowed', facts: {} });
  const lines = (await Array.fromAsync(admin.export())).filter((line) => /"freeze\.(set|lifted)"|lifted_by/.test(line));
  expect(lines.filter((line) => line.includes('freeze.lifted'))).toHaveLength(1);
  expect(lines.filter((line) => line.includes('freeze.set'))).toHaveLength(1);
  expect(lines.join('\n')).toContain(`"lifted_by":"${mira.discordId}"`);
  expect(await admin.verifyAudit()).toMatchObject({ ok: true, lines: 3 });
});

test('setting and lifting end the intent in the same breath, and wake those who watch', async () => {
  const { freezes, wish, intents, ledger, views } = await here();
  const asked = await intents.append({
    ...place,
    kind: 'freeze',
    tier: 'production',
    reason: 'x',
    from: 1,
    until: 2,
    actor: ben,
  });
  const woken = new Promise<void>((resolve) => views.onChange(resolve));
  const { id } = await freezes.set(wish, { id: asked, outcome: { state: 'done', code: 'request.done', lines: [] } });
  await woken;
  expect(await ledger.intent(asked)).toBe('ended');
  const lifting = await intents.append({ ...place, kind: 'unfreeze', tier: 'production', reason: 'x', actor: ben });
  await freezes.lift([id], ben, 'over', { id: lifting, outcome: { state: 'done', code: 'request.done', lines: [] } });
  expect(await ledger.intent(lifting)).toBe('ended');
});

test('nothing is kept where the intent cannot be ended', async () => {
  const { freezes, wish, now } = await here();
  const outcome = { state: 'done', code: 'request.done', lines: [] } as const;
  await expect(freezes.set(wish, { id: 'no such intent', outcome })).rejects.toThrow(/no intent/);
  expect(await freezes.standing('advent', 'production', now)).toEqual([]);
});

test('hostile words are kept without sinking the row; a freeze that ends before it begins is not', async () => {
  const { freezes, wish, now } = await here();
  await freezes.set({ ...wish, reason: 'a\0b\ud800', by: { ...ben, name: '\0' } });
  expect((await freezes.standing('advent', 'production', now))[0]?.reason).toBe('a\ufffdb\ufffd');
  await expect(freezes.set({ ...wish, until: now })).rejects.toThrow(/check/);
});

test('freezes move with the ledger', async () => {
  const { freezes, wish, now, admin } = await here();
  const set = await freezes.set(wish);
  const other = await here();
  await other.admin.import(admin.export());
  expect(await other.freezes.standing('advent', 'production', now)).toEqual([set]);
});
