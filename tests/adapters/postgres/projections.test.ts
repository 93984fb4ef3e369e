import pg from 'pg';
import { expect, test } from 'vitest';
import { until } from '../../world/until.ts';
import { HeldClock, deployment, ledgerHere, newCommit, promotion } from './ledger-here.ts';

test('two projectors at once share the rows; a claim keeps a row from being given out again', async () => {
  const here = await ledgerHere();
  const other = await here.another();
  for (let n = 0; n < 10; n += 1) await here.ledger.wait(deployment({ environment: `e${n}` }));
  const claims = await Promise.all(
    Array.from({ length: 8 }, (_, n) => (n % 2 === 0 ? here : other).projections.due('discord', 3, 60_000)),
  );
  const ids = claims.flat().map((row) => row.id);
  expect(new Set(ids).size).toBe(ids.length);
  // What a claimer left because another was looking at it just then is there at the next look.
  const rest = await here.projections.due('discord', 10, 60_000);
  expect(new Set([...ids, ...rest.map((row) => row.id)]).size).toBe(10);
  expect(await other.projections.due('discord', 10, 60_000)).toEqual([]);
});

test('what a dead projector claimed is due again when the claim is over', async () => {
  const here = await ledgerHere();
  await here.ledger.wait(deployment());
  const [card] = await here.projections.due('discord', 10, 300);
  expect(await here.projections.due('discord', 10, 300)).toEqual([]);
  const again = await until('the claim is over', async () => (await here.projections.due('discord', 10, 300))[0]);
  expect(again).toEqual(card);
});

test('what a dead projector claimed is due at once, however long the claim', async () => {
  const here = await ledgerHere();
  const other = await here.another();
  await here.ledger.wait(deployment());
  const [card] = await other.projections.due('discord', 10, 600_000);
  expect(await here.projections.due('discord', 10, 600_000)).toEqual([]);
  // Its connections are gone, as after kill -9; the claim stands in the table.
  await other.close();
  expect(await until('it is due', async () => (await here.projections.due('discord', 10, 600_000))[0])).toEqual(card);
});

test('settled sleeps until its subject changes; settled at an older version is due at once', async () => {
  const { ledger, projections } = await ledgerHere();
  const view = await ledger.wait(deployment());
  const [card] = await projections.due('discord', 10, 60_000);
  if (card === undefined) throw new Error('no card is due');
  expect(card).toMatchObject({ surface: 'discord', kind: 'card', subject: view.id, external: {}, attempts: 0 });
  expect(card).not.toHaveProperty('shown');
  await projections.external(card.id, { channelId: 'c', messageId: 'm' });
  const running = await ledger.move(view.id, 'start', {});
  await projections.settled(card.id, 'first', view.version);
  expect(await projections.due('discord', 10, 60_000)).toEqual([
    { ...card, external: { channelId: 'c', messageId: 'm' }, shown: 'first' },
  ]);
  await projections.settled(card.id, 'second', running.version);
  expect(await projections.due('discord', 10, 60_000)).toEqual([]);
  await ledger.move(view.id, 'succeed', {});
  expect(await projections.due('discord', 10, 60_000)).toHaveLength(1);
});

test('what was tried in vain waits behind what was never tried', async () => {
  const clock = new HeldClock();
  const { ledger, projections } = await ledgerHere(clock);
  for (let n = 0; n < 4; n += 1) await ledger.wait(deployment({ environment: `e${n}` }));
  for (const { id } of await projections.due('discord', 10, 60_000))
    await projections.later(id, clock.now(), 'refused');
  const { id } = await ledger.wait(deployment({ environment: 'new' }));
  expect(await projections.due('discord', 1, 60_000)).toMatchObject([{ subject: id, attempts: 0 }]);
  expect(await projections.due('discord', 10, 60_000)).toHaveLength(4);
});

test('later gives the claim back until its time has come, and counts', async () => {
  const clock = new HeldClock();
  const { ledger, projections } = await ledgerHere(clock);
  const view = await ledger.wait(deployment());
  const [card] = await projections.due('discord', 10, 60_000);
  if (card === undefined) throw new Error('no card is due');
  await projections.later(card.id, clock.now() + 5_000, '429');
  await ledger.move(view.id, 'start', {});
  expect(await projections.due('discord', 10, 60_000)).toEqual([]);
  clock.pass(5_000);
  expect(await projections.due('discord', 10, 60_000)).toEqual([{ ...card, attempts: 1 }]);
  await projections.settled(card.id, 'x', 2);
  await ledger.move(view.id, 'fail', {});
  const due = await projections.due('discord', 10, 60_000);
  expect(due.map((row) => [row.kind, row.attempts])).toEqual([
    ['card', 0],
    ['alert', 0],
  ]);
});

test('found by what the other side called it', async () => {
  const { ledger, projections } = await ledgerHere();
  const view = await ledger.wait(promotion('hash'));
  const card = await projections.forSubject('discord', 'card', view.id);
  await projections.external(card?.id ?? '', { channelId: 'c1', messageId: '1234' });
  expect(await projections.bySubjectOf('discord', 'card', 'messageId', '1234')).toMatchObject({ subject: view.id });
  expect(await projections.bySubjectOf('discord', 'card', 'messageId', '123')).toBeUndefined();
  expect(await projections.bySubjectOf('discord', 'alert', 'messageId', '1234')).toBeUndefined();
  expect(await projections.forSubject('discord', 'alert', view.id)).toBeUndefined();
});

test('a commit without a deployment has a status with its fate; told again it is not due again', async () => {
  const { ledger, projections, admin } = await ledgerHere();
  const sha = newCommit();
  await ledger.commitFate('advent', 'staging', sha, 'commit.superseded', 'moved away');
  const [status, ...rest] = await projections.due('github', 10, 60_000);
  if (status === undefined) throw new Error('no status is due');
  expect(rest).toEqual([]);
  expect(status).toMatchObject({
    kind: 'status',
    commit: sha,
    fate: { project: 'advent', environment: 'staging', code: 'commit.superseded', detail: 'moved away' },
  });
  await projections.settled(status.id, 'x', 1);
  await ledger.commitFate('advent', 'staging', sha, 'commit.superseded', 'moved away');
  expect(await projections.due('github', 10, 60_000)).toEqual([]);
  expect(await admin.verifyAudit()).toMatchObject({ lines: 1 });
  await ledger.commitFate('advent', 'staging', sha, 'push.branch-gone', 'gone');
  expect(await projections.due('github', 10, 60_000)).toMatchObject([
    { id: status.id, fate: { code: 'push.branch-gone' } },
  ]);
});

test('a deployment takes the commit’s status over, and a fate never writes over a deployment’s', async () => {
  const { ledger, projections } = await ledgerHere();
  const sha = newCommit();
  await ledger.commitFate('advent', 'staging', sha, 'commit.superseded', '');
  const first = await ledger.wait(deployment({ sha }));
  const statuses = async () =>
    (await projections.due('github', 50, 0)).filter((row) => row.kind === 'status').map((row) => row.subject);
  expect(await statuses()).toEqual([first.id]);
  await ledger.commitFate('advent', 'staging', sha, 'commit.superseded', '');
  expect(await statuses()).toEqual([first.id]);
  await ledger.move(first.id, 'cancel', {});
  const second = await ledger.wait(deployment({ sha }));
  expect(await statuses()).toEqual([second.id]);
});

test('listeners hear of changes from another process, and again after their connection broke', async () => {
  const here = await ledgerHere();
  const other = await here.another();
  let heard = 0;
  const stop = here.views.onChange(() => {
    heard += 1;
  });
  // The first call comes with the connection: something may have changed before.
  await until('it listens', () => heard > 0);
  let before = heard;
  const view = await other.ledger.wait(deployment());
  await until('the change is heard', () => heard > before);
  before = heard;
  const client = new pg.Client({ connectionString: here.url });
  await client.connect();
  await client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE '% listens'`);
  await client.end();
  await until('it listens again', () => heard > before);
  before = heard;
  await other.ledger.move(view.id, 'start', {});
  await until('the next change is heard', () => heard > before);
  stop();
});
