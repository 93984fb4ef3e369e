import { expect, test } from 'vitest';
import type { Intent } from '../../../src/core/intent.ts';
import type { NewRequest } from '../../../src/ports/intents.ts';
import { HeldClock, ledgerHere } from './ledger-here.ts';

const staging = { project: 'advent', environment: 'staging', tier: 'staging' } as const;
const production = { project: 'advent', environment: 'production', tier: 'production' } as const;
const ana = { discordId: '100000000000000001', name: 'ana' };
const poll: Intent = { ...staging, kind: 'look-at-branch', branch: 'staging', cause: 'poll' };
const evaluate: Intent = { ...production, kind: 'evaluate', deployment: 'd1', cause: 'minute' };
const deploy: Intent = { ...staging, kind: 'deploy', actor: ana };

function request(interactionId: string): NewRequest {
  return { interactionId, applicationId: 'app', token: 'tok', channelId: 'c', userId: ana.discordId, at: 5 };
}

test.for([
  ['poll', poll, { ...poll, branch: 'main' }],
  ['evaluate', evaluate, { ...evaluate, deployment: 'd2' }],
] as const)('an open %s is not doubled, until somebody takes it up', async ([, intent, different]) => {
  const here = await ledgerHere();
  const other = await here.another();
  const ids = await Promise.all(
    Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? here : other).intents.append(intent)),
  );
  expect(new Set(ids).size).toBe(1);
  const [first = ''] = ids;
  expect(await here.intents.append(different)).not.toBe(first);
  await here.ledger.intent(first);
  const second = await here.intents.append(intent);
  expect(second).not.toBe(first);
  await here.ledger.endIntent(second, { state: 'done', code: 'request.done', lines: [] });
  expect(await here.intents.append(intent)).not.toBe(second);
});

test('pushes and commands are each their own', async () => {
  const { intents, ledger } = await ledgerHere();
  const push: Intent = { ...poll, cause: 'push' };
  const ids = [
    await intents.append(push),
    await intents.append(push),
    await intents.append(deploy),
    await intents.append(deploy),
  ];
  expect(new Set(ids).size).toBe(4);
  // Those of one millisecond have no order among them.
  expect(new Set(await ledger.openIntents('staging'))).toEqual(new Set(ids));
});

test('each queue has its own, oldest first; taking one up counts', async () => {
  const clock = new HeldClock();
  const { intents, ledger } = await ledgerHere(clock);
  const first = await intents.append(deploy);
  clock.pass(1);
  const second = await intents.append(poll);
  const promoted = await intents.append({ ...production, kind: 'promote', actor: ana });
  expect(await ledger.openIntents('staging')).toEqual([first, second]);
  expect(await ledger.openIntents('production')).toEqual([promoted]);
  expect(await ledger.intent(first)).toEqual({ id: first, intent: deploy, deliveries: 1 });
  expect(await ledger.intent(first)).toMatchObject({ deliveries: 2 });
  expect(await ledger.intent('none')).toBeUndefined();
});

test('asking is once per interaction; the reply is due when the intent has ended, and its first end stays', async () => {
  const here = await ledgerHere();
  const { intents, ledger, projections, views } = here;
  const other = await here.another();
  const ids = await Promise.all(
    Array.from({ length: 10 }, (_, n) => (n % 2 === 0 ? here : other).intents.ask(deploy, request('i1'))),
  );
  expect(new Set(ids.map(({ id: given }) => given)).size).toBe(1);
  expect(ids.filter(({ first }) => first)).toHaveLength(1);
  const id = ids[0]?.id ?? '';
  expect(await ledger.openIntents('staging')).toEqual([id]);
  expect((await intents.ask(deploy, request('i2'))).id).not.toBe(id);

  expect(await projections.due('discord', 10, 60_000)).toEqual([]);
  const outcome = { state: 'refused', code: 'actor.not-allowed', lines: ['no'] } as const;
  await ledger.endIntent(id, outcome);
  await ledger.endIntent(id, { state: 'done', code: 'request.done', lines: [] });
  const [reply, ...rest] = await projections.due('discord', 10, 60_000);
  if (reply === undefined) throw new Error('no reply is due');
  expect(rest).toEqual([]);
  expect(reply).toMatchObject({ kind: 'reply', external: {} });
  expect(await views.request(reply.subject)).toEqual({
    ...request('i1'),
    id: reply.subject,
    asked: 'deploy',
    place: { project: 'advent', environment: 'staging' },
    outcome,
    version: 1,
  });
  await projections.settled(reply.id, 'hash', 1);
  expect(await projections.due('discord', 10, 60_000)).toEqual([]);
  await expect(ledger.endIntent('none', outcome)).rejects.toThrow(/no intent none/);
});
