import { afterAll, beforeAll, expect, test } from 'vitest';
import { createConsumer } from '../../../../src/adapters/bullmq/create-consumer.ts';
import { createQueue } from '../../../../src/adapters/bullmq/create-queue.ts';
import { preparePostgres } from '../../../../src/adapters/bullmq/store.ts';
import { openRoles } from '../../../../src/adapters/postgres/roles/open-roles.ts';
import { systemClock } from '../../../../src/platform/clock.ts';
import { silentLog } from '../../../world/silent-log.ts';
import { type Ids, type RolesHere, as, fill, ledgerOf, places, rolesHere } from './roles-here.ts';

/** What each process does all day, as its own role. That the workers can do their work is told by the stories of tests/jobs. */
let here: RolesHere;
let ids: Ids;
beforeAll(async () => {
  here = await rolesHere();
  ids = await fill(here);
});
afterAll(() => here.drop());

const actor = { discordId: '1', name: 'ana' };
const request = { applicationId: 'a', token: 't', channelId: 'c', userId: 'u', at: 1 };
const look = {
  project: 'advent',
  environment: 'staging',
  tier: 'staging',
  kind: 'look-at-branch',
  branch: 'staging',
  cause: 'push',
} as const;

test('the front door takes deliveries, ends them with an intent or a reason, and clears the old ones away', async () => {
  const opened = await ledgerOf(here.addresses.web);
  const { intents } = opened;
  const push = { id: 'd1', event: 'push', repository: 'acme/advent', bodyHash: 'h', raw: Buffer.from('{}') };
  expect(await intents.recordDelivery(push)).toBe('fresh');
  expect(await intents.recordDelivery(push)).toBe('unfinished');
  expect(await intents.unfinishedDeliveries(10)).toHaveLength(1);
  expect(await intents.finishDelivery('d1', { intent: look })).toBeTypeOf('string');
  expect(await intents.recordDelivery({ ...push, id: 'd2' })).toBe('done');
  expect(await intents.append({ ...look, pusher: 'ana' })).toBeTypeOf('string');
  // And no logs, which are none of its own to delete.
  expect(await opened.prune({ logsDays: -1 })).toBe(1);
  await opened.close();
});

test('the bot asks, once per interaction, reads every view, and shows what is due in Discord', async () => {
  const opened = await ledgerOf(here.addresses.bot);
  const { intents, views, projections } = opened;
  const wish = { project: 'advent', environment: 'staging', tier: 'staging', kind: 'deploy', actor } as const;
  const { id: asked } = await intents.ask(wish, { ...request, interactionId: 'i1' });
  expect(await intents.ask(wish, { ...request, interactionId: 'i1' })).toEqual({ id: asked, first: false });
  const look = { ...wish, kind: 'evaluate', deployment: ids.card, cause: 'reaction' } as const;
  expect(await intents.append(look)).toBe(await intents.append(look));
  expect(await views.deployment(ids.card)).toMatchObject({ kind: 'promotion' });
  expect(await views.environment('advent', 'production')).toMatchObject({ tier: 'production' });
  expect(await views.history('advent', undefined, 10)).toHaveLength(3);
  expect(await views.badVersions('advent', 'production')).toHaveLength(1);
  expect(await views.log(ids.staged, undefined, 100)).toContain('so');
  const due = await projections.due('discord', 10, 1_000);
  expect(due.map(({ kind }) => kind)).toContain('card');
  for (const { id } of due) {
    await projections.external(id, { channelId: '5', messageId: id });
    await projections.settled(id, 'shown', 1);
    await projections.later(id, 5);
  }
  const [first] = due;
  expect(await projections.bySubjectOf('discord', first?.kind ?? 'card', 'messageId', first?.id ?? '')).toBeDefined();
  await opened.close();
});

test('each worker clears away the logs of its own environments', async () => {
  for (const [worker, left] of [
    ['worker-staging', ids.bad],
    ['worker-production', undefined],
  ] as const) {
    const opened = await ledgerOf(here.addresses[worker]);
    expect(await opened.prune({ logsDays: -1 })).toBe(1);
    await opened.close();
    const { rows } = await as(here.url, (owner) => owner.query('SELECT deployment FROM step_logs'));
    expect(rows[0]?.deployment).toBe(left);
  }
});

test('a queue in the same database carries intents from one role to another, and none of them makes its tables', async () => {
  await preparePostgres(here.url, 5_000);
  await openRoles({ url: here.url, places, clock: systemClock, log: silentLog });
  const store = (url: string) => ({ kind: 'postgres', url }) as const;
  const taken: string[] = [];
  const both = Promise.withResolvers<void>();
  const consumer = createConsumer(
    store(here.addresses['worker-production']),
    'production',
    async (id) => {
      taken.push(id);
      if (taken.length === 3) both.resolve();
    },
    {},
    silentLog,
  );
  await consumer.start();
  for (const who of ['bot', 'web', 'worker-staging'] as const) {
    const queue = createQueue(store(here.addresses[who]), silentLog, { patience: 10_000 });
    await queue.add('production', who);
    await queue.close();
  }
  await both.promise;
  await consumer.close(1_000);
  expect(taken.toSorted()).toEqual(['bot', 'web', 'worker-staging']);
  for (const statement of [`INSERT INTO bullmq.migration VALUES (99, 'x', 9)`, 'CREATE TABLE bullmq.mine ()']) {
    const tries = as(here.addresses['worker-staging'], (staging) => staging.query(statement));
    await expect(tries).rejects.toMatchObject({ code: '42501' });
  }
});

test.for([
  ['worker-staging', `UPDATE deployments SET version = 1 WHERE id = 'x'`],
  ['worker-staging', `UPDATE projections SET wanted = 1 WHERE subject = 'x'`],
  [
    'worker-staging',
    `SELECT * FROM deployments WHERE project = 'a' AND environment = 'b' AND state = 'waiting' FOR UPDATE`,
  ],
  ['worker-staging', `UPDATE intents SET deliveries = 1 WHERE id = 'x' AND ended_at IS NULL`],
  ['worker-staging', `DELETE FROM step_logs WHERE deployment = 'x' AND step = 'y' AND part < 4`],
  ['worker-staging', `UPDATE leases SET token = 1 WHERE project = 'a' AND environment = 'b'`],
  ['worker-production', `SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1`],
  ['bot', `SELECT * FROM projections WHERE external @> '{"messageId":"1"}'`],
] as const)('%s finds its rows by an index: %s', async ([who, statement]) => {
  const plan = await as(here.addresses[who], async (session) => {
    // On empty tables a scan is cheapest; what is asked is whether the policies leave the index usable.
    await session.query('SET enable_seqscan = off');
    return (await session.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${statement}`)).rows;
  });
  const text = plan.map((row) => row['QUERY PLAN']).join('\n');
  expect(text).toMatch(/Index (Only )?Scan/);
  expect(text).not.toContain('Seq Scan');
});
