import { expect, test } from 'vitest';
import { deployment, ledgerHere, newCommit, promotion } from './ledger-here.ts';

test('50 pushes at once in two processes give one waiting row that contains all the others', async () => {
  const here = await ledgerHere();
  const other = await here.another();
  const commits = Array.from({ length: 50 }, newCommit);
  const views = await Promise.all(
    commits.map((sha, n) => (n % 2 === 0 ? here : other).ledger.wait(deployment({ sha }))),
  );
  expect(new Set(views.map((view) => view.id)).size).toBe(1);
  const waiting = await here.ledger.waiting('advent', 'staging');
  expect(waiting?.number).toBe(1);
  expect(new Set([waiting?.commit.commit, ...(waiting?.contains ?? [])])).toEqual(new Set(commits));
  expect(waiting?.contains).toHaveLength(49);
  expect(await here.views.history('advent', undefined, 100)).toHaveLength(1);
  // Each commit has its own status, all about the one deployment.
  const rows = await here.projections.due('github', 200, 60_000);
  const statuses = rows.filter((row) => row.kind === 'status');
  expect(new Set(statuses.map((row) => row.commit))).toEqual(new Set(commits));
  expect(new Set(rows.map((row) => row.subject))).toEqual(new Set([waiting?.id]));
});

test('folding keeps id, number and card, and moves commit, pusher and steps', async () => {
  const { ledger, projections } = await ledgerHere();
  const first = await ledger.wait(deployment({ sha: 'a'.repeat(40), pusher: 'ana', steps: ['fetch'] }));
  const card = await projections.forSubject('discord', 'card', first.id);
  const second = await ledger.wait(deployment({ sha: 'b'.repeat(40), pusher: 'ben', steps: ['fetch', 'build'] }));
  expect(second).toMatchObject({
    id: first.id,
    number: 1,
    commit: { commit: 'b'.repeat(40) },
    pusher: 'ben',
    contains: ['a'.repeat(40)],
    steps: [{ name: 'fetch' }, { name: 'build', position: 1 }],
  });
  expect(second.version).toBeGreaterThan(first.version);
  expect(await projections.forSubject('discord', 'card', first.id)).toEqual(card);
  // Back to the first commit: it is what is deployed, so it is no longer merely contained.
  const third = await ledger.wait(deployment({ sha: 'a'.repeat(40) }));
  expect(third.contains).toEqual(['b'.repeat(40)]);
  expect(third.pusher).toBeUndefined();
});

test('what the newcomer leaves is superseded by it, and so is what that contains', async () => {
  const { ledger, projections } = await ledgerHere();
  await ledger.wait(deployment({ sha: 'a'.repeat(40) }));
  const left = await ledger.wait(deployment({ sha: 'b'.repeat(40) }));
  const next = await ledger.wait(deployment({ sha: 'c'.repeat(40), leaves: 'b'.repeat(40) }));
  expect(next).toMatchObject({ number: 2, state: 'waiting', contains: [] });
  expect(await ledger.views.deployment(left.id)).toMatchObject({
    state: 'superseded',
    code: 'commit.superseded',
    supersededBy: { id: next.id, number: 2 },
  });
  const statuses = (await projections.due('github', 20, 60_000)).filter((row) => row.kind === 'status');
  expect(statuses.filter((row) => row.subject === left.id).map((row) => row.commit)).toEqual([
    'a'.repeat(40),
    'b'.repeat(40),
  ]);
  // What waits has moved on since the caller looked: nothing is superseded by mistake.
  const folded = await ledger.wait(deployment({ sha: 'd'.repeat(40), leaves: 'b'.repeat(40) }));
  expect(folded).toMatchObject({ id: next.id, contains: ['c'.repeat(40)] });
});

test('the same commit again changes nothing', async () => {
  const { ledger, admin } = await ledgerHere();
  const first = await ledger.wait(deployment({ sha: 'a'.repeat(40) }));
  const again = await ledger.wait(deployment({ sha: 'a'.repeat(40) }));
  expect(again).toEqual(first);
  expect(await admin.verifyAudit()).toMatchObject({ lines: 1 });
});

test('what runs is left alone: the next push waits beside it', async () => {
  const { ledger } = await ledgerHere();
  const first = await ledger.wait(deployment());
  await ledger.move(first.id, 'start', {});
  const second = await ledger.wait(deployment());
  expect(second).toMatchObject({ number: 2, state: 'waiting', contains: [] });
  expect((await ledger.running('advent', 'staging'))?.id).toBe(first.id);
  const { running, waiting, ...more } = await ledger.underWay('advent', 'staging');
  expect([running?.id, waiting?.id, more]).toEqual([first.id, second.id, {}]);
  expect(await ledger.underWay('advent', 'production')).toEqual({});
  await expect(ledger.move(second.id, 'start', {})).rejects.toThrow(/deployments_one_runs/);
});

test('numbers rise per project', async () => {
  const { ledger } = await ledgerHere();
  const numbers = [];
  for (const [project, environment] of [
    ['advent', 'staging'],
    ['advent', 'production'],
    ['other', 'staging'],
  ] as const) {
    numbers.push((await ledger.wait(deployment({ project, environment }))).number);
  }
  expect(numbers).toEqual([1, 2, 1]);
});

test('a promotion whose card moved is superseded by the new one, and says by which', async () => {
  const { ledger, views } = await ledgerHere();
  const sha = newCommit();
  const old = await ledger.wait(promotion('hash-1', sha));
  expect((await ledger.wait(promotion('hash-1', sha))).id).toBe(old.id);
  const fresh = await ledger.wait(promotion('hash-2', sha));
  expect(fresh.id).not.toBe(old.id);
  expect(fresh.contains).toEqual([]);
  const struck = await views.deployment(old.id);
  expect(struck).toMatchObject({
    state: 'superseded',
    code: 'card.moved',
    supersededBy: { id: fresh.id, number: 2 },
    promotion: { hash: 'hash-1' },
  });
  expect(struck?.version).toBeGreaterThan(old.version);
  expect((await views.environment('advent', 'production')).waiting?.id).toBe(fresh.id);
});

test('a rollback pushes a promotion aside, never the other way round', async () => {
  const { ledger } = await ledgerHere();
  const back = { ...promotion('x'), kind: 'rollback' as const };
  const card = await ledger.wait(promotion('hash'));
  const rollback = await ledger.wait(back);
  expect((await ledger.views.deployment(card.id))?.state).toBe('superseded');
  await expect(ledger.wait(promotion('other'))).rejects.toThrow(/has rollback #2 waiting; a promotion was wanted/);
  expect((await ledger.waiting('advent', 'production'))?.id).toBe(rollback.id);
});

test('ends the intent it came from in the same transaction, and names the deployment', async () => {
  const { ledger, intents } = await ledgerHere();
  const actor = { discordId: '1', name: 'ana' };
  const ask = (): Promise<string> =>
    intents.append({ project: 'advent', environment: 'staging', tier: 'staging', kind: 'deploy', actor });
  const [first, second] = [await ask(), await ask()];
  const outcome = { state: 'done', code: 'request.accepted', lines: [] } as const;
  await ledger.wait(deployment(), { id: first, outcome });
  expect(await ledger.intent(first)).toBe('ended');
  // An intent that is not there: the deployment is not written either.
  await expect(ledger.wait(deployment({ environment: 'other' }), { id: 'none', outcome })).rejects.toThrow(/no intent/);
  expect(await ledger.waiting('advent', 'other')).toBeUndefined();
  expect(await ledger.openIntents('staging')).toEqual([second]);
});

test('hostile text is kept, without what PostgreSQL cannot hold', async () => {
  const { ledger, admin } = await ledgerHere();
  const subject = `\u202Eevil \0 $(rm -rf) '; DROP TABLE audit; -- \uD800 @everyone ${'x'.repeat(10_000)}`;
  const view = await ledger.wait(
    deployment({ pusher: 'a\0b', commit: { commit: newCommit(), subject, author: '\0', at: 1 } }),
  );
  expect(view.commit.subject).toBe(subject.replace('\0', '\uFFFD').replace('\uD800', '\uFFFD'));
  expect(view.pusher).toBe('a\uFFFDb');
  expect(await admin.verifyAudit()).toMatchObject({ ok: true });
});
