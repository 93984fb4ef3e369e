import { describe, expect, onTestFinished, test } from 'vitest';
import { ids } from './world/config.ts';
import { connectedWorld as world, until } from './world/connected.ts';
import { promotionView, view } from './world/view.ts';

describe('connecting', () => {
  test('asks for three intents and none that is privileged', async () => {
    const { discord } = await world();
    // Guilds 1, GuildMessages 512, GuildMessageReactions 1024.
    expect(discord.identifies.map(({ intents }) => intents)).toEqual([1 | 512 | 1024]);
    expect(discord.unknown).toEqual([]);
  });

  test('writes the commands once; a second start finds them the same', async () => {
    const { discord, another, log } = await world();
    const puts = (): number =>
      discord.calls.filter(({ method, path }) => method === 'PUT' && path.endsWith('/commands')).length;
    expect(puts()).toBe(1);
    const second = another();
    onTestFinished(() => second.close());
    await second.start();
    await until('the second look', () => log.lines.some((line) => line.includes('"what":"same"')));
    expect(puts()).toBe(1);
  });

  test('looks again at a waiting promotion, at the start and after each reconnect', async () => {
    const { discord, ledger } = await world((made) => made.put(promotionView()));
    const causes = (): string[] => ledger.asked.map(({ intent }) => ('cause' in intent ? intent.cause : ''));
    const reconnects = (): number => causes().filter((cause) => cause === 'reconnect').length;
    await until('a look at the start, and one at the card that was posted', () => ledger.queued.length === 2);
    expect(causes().toSorted()).toEqual(['posted', 'reconnect']);
    discord.drop();
    await until('another look', () => reconnects() === 2);
    for (const { intent } of ledger.asked)
      expect(intent).toMatchObject({
        project: 'advent',
        environment: 'production',
        tier: 'production',
        kind: 'evaluate',
        deployment: promotionView().id,
      });
  });
});

describe('a button', () => {
  const pressed = (id: string): Record<string, unknown> => ({ component_type: 2, custom_id: id, id: 1 });

  test('carries no authority: who presses it is checked at the press', async () => {
    const { discord, ledger, answered } = await world((made) => made.put(view()));
    const cancel = pressed(`cancel:${view().id}`);
    expect(await answered(discord.press({ type: 3, roles: [ids.tester], data: cancel }))).toContain(
      'actor.not-allowed',
    );
    expect(await answered(discord.press({ type: 3, roles: [ids.deployer], data: cancel }))).toContain('asked: cancel');
    expect(ledger.asked.map(({ intent }) => intent.kind)).toEqual(['cancel']);
  });

  test('that names nothing, or a verb that does not exist, is refused', async () => {
    const { discord, answered } = await world();
    const roles = [ids.releaseManager];
    expect(await answered(discord.press({ type: 3, roles, data: pressed('cancel:nothing') }))).toContain(
      'deployment.not-found',
    );
    expect(await answered(discord.press({ type: 3, roles, data: pressed('destroy:all') }))).toContain(
      'request.malformed',
    );
    expect(await answered(discord.press({ type: 3, roles, data: pressed('x') }))).toContain('request.malformed');
  });
});

describe('the button under what /reset would wipe', () => {
  const asked = {
    id: 'request-1',
    interactionId: '300000000000000002',
    applicationId: '400000000000000001',
    token: 'of-the-question',
    channelId: ids.deployments,
    userId: '100000000000000001',
    asked: 'reset',
    place: { project: 'advent', environment: 'staging' },
    version: 1,
  } as const;
  const shown = () =>
    ({
      ...asked,
      at: Date.now(),
      outcome: {
        state: 'done',
        code: 'stage.confirm',
        lines: ['Where: event@db/app'],
        confirms: {
          verb: 'reset',
          label: 'Wipe, then seed “draw day”',
          planHash: 'p1',
          scenario: 'draw day',
          expiresAt: Date.now() + 600_000,
        },
      },
    }) as const;
  const button = {
    type: 3,
    roles: [ids.tester],
    data: { component_type: 2, custom_id: 'reset:request-1', id: 1 },
  } as const;
  const forThem = '/webhooks/400000000000000001/of-the-question/messages/@original';
  const inChannel = `/channels/${ids.deployments}/messages/300000000000000001`;

  test.each([
    ['is for them alone', false, forThem],
    ['had to be told in the channel', true, inChannel],
  ])('goes once it is pressed, where the answer %s', async (_where, isInChannel, path) => {
    const { discord, answered } = await world((made) => made.end(shown()));
    expect(await answered(discord.press({ ...button, inChannel: isInChannel }))).toContain('asked: reset');
    const edit = await until('what it was under says so', () =>
      discord.calls.findLast((call) => call.path === path && JSON.stringify(call.body).includes('confirmed: reset')),
    );
    expect(edit.body['components']).toEqual([]);
    expect(discord.unknown).toEqual([]);
  });

  test('goes, too, in a thread that the bot was never told of', async () => {
    const { discord, answered } = await world((made) => made.end(shown()));
    const channel = '300000000000000099';
    expect(await answered(discord.press({ ...button, inChannel: true, channel }))).toContain('asked: reset');
    await until('what it was under says so', () =>
      discord.calls.find(({ path }) => path === `/channels/${channel}/messages/300000000000000001`),
    );
  });

  test('stays where Discord refuses to take it away; who pressed it is answered all the same', async () => {
    const { discord, log, answered } = await world((made) => made.end(shown()));
    discord.faults.push({ path: inChannel, status: 403, code: 50_001 });
    expect(await answered(discord.press({ ...button, inChannel: true }))).toContain('asked: reset');
    await until('the log says so', () => log.lines.some((line) => line.includes('what comes after was left out')));
  });
});

describe('the pages of what /doctor found', () => {
  const findings = Array.from({ length: 20 }, (_, index) => ({
    id: `check-${String(index)}`,
    title: `Check ${String(index)}`,
    state: 'fail' as const,
    found: 'it is not there',
    wanted: 'that it is there',
    remedy: 'Make it.',
  }));
  const asked = (userId: string) => ({
    id: 'request-1',
    interactionId: '300000000000000002',
    applicationId: '400000000000000001',
    token: 'of-the-question',
    channelId: ids.deployments,
    userId,
    at: Date.now(),
    asked: 'doctor',
    place: { project: 'advent', environment: 'staging' },
    version: 1,
    outcome: { state: 'done', code: 'request.done', lines: [], findings } as const,
  });
  const next = { type: 3, inChannel: true, data: { component_type: 2, custom_id: 'page:request-1.1', id: 1 } } as const;

  test('are turned by who asked', async () => {
    const { discord, answered } = await world((made) => made.end(asked('100000000000000001')));
    expect(await answered(discord.press({ ...next, roles: [ids.deployer] }))).toContain('Check 8');
  });

  test.each([
    ['by somebody else', ids.deployer, '100000000000000099', 'stage.not-yours'],
    ['without the role', ids.tester, '100000000000000001', 'actor.not-allowed'],
  ])('stay for everybody as they are, pressed %s, who alone is told why', async (_who, role, asker, code) => {
    const { discord } = await world((made) => made.end(asked(asker)));
    const id = discord.press({ ...next, roles: [role] });
    const told = await until('a word of its own', () =>
      discord.calls.find(({ method, path }) => method === 'POST' && path.endsWith(`/token-${id}`)),
    );
    expect(JSON.stringify(told.body)).toContain(code);
    expect(told.body['flags']).toBe(64);
    expect(discord.answer(id)).toBeUndefined();
    expect(discord.unknown).toEqual([]);
  });
});

test('what an app calls by nothing that can be seen is not offered, and keeps nothing else from being', async () => {
  const { discord } = await world((made) => {
    made.stage = {
      tools: ['draw'],
      scenarios: [],
      days: [],
      draws: ['\u200b', 'main'],
      host: 'h',
      rows: {},
      clock: null,
    };
  });
  const options = [{ name: 'draw', type: 3, value: '', focused: true }];
  const id = discord.press({ type: 4, data: { id: '1', name: 'draw', type: 1, options } });
  const offer = await until('an offer', () => discord.calls.find(({ path }) => path.includes(`token-${id}/callback`)));
  expect(offer.body['data']).toEqual({ choices: [{ name: 'main', value: 'main' }] });
});

describe('a reaction', () => {
  test('on a promotion card from before the start means “look again”, added or taken away', async () => {
    const { discord, ledger } = await world((made) => made.put(promotionView()));
    const card = await until('the card', () => ledger.external('card', promotionView().id)['messageId']);
    await until('the looks at the start', () => ledger.queued.length === 2);
    discord.react('ADD', card, '✅');
    await until('a look', () => ledger.queued.length === 3);
    discord.react('REMOVE', card, '✅');
    await until('a look', () => ledger.queued.length === 4);
    expect(ledger.asked.slice(2).map(({ intent }) => ('cause' in intent ? intent.cause : ''))).toEqual([
      'reaction',
      'reaction',
    ]);
  });

  test('by a bot, of another kind, or on something else means nothing', async () => {
    const { discord, ledger } = await world((made) => {
      made.put(promotionView());
      made.put(view());
    });
    const card = await until('the card', () => ledger.external('card', promotionView().id)['messageId']);
    const other = await until('the other card', () => ledger.external('card', view().id)['messageId']);
    await until('the look at start', () => ledger.queued.length === 1);
    discord.react('ADD', card, '✅', true);
    discord.react('ADD', card, '🎅');
    discord.react('ADD', other, '✅');
    discord.react('ADD', '300000000000000009', '✅');
    // Events are worked through in order: when the last one has had its effect, the ones before have had theirs.
    discord.react('ADD', card, '❌');
    await until('the veto', () => ledger.queued.length === 2);
    expect(ledger.queued.length).toBe(2);
  });
});

describe('a card', () => {
  test('is a message with an enforced nonce that pings nobody, whatever the commit says', async () => {
    const { discord, ledger } = await world();
    ledger.put(view({ commit: { ...view().commit, subject: '@everyone <@100000000000000001> ```x' } }));
    const call = await until('the card', () =>
      discord.calls.find(({ method, path }) => method === 'POST' && path === `/channels/${ids.deployments}/messages`),
    );
    expect(call.body).toMatchObject({ enforce_nonce: true, allowed_mentions: { parse: [] } });
    expect(String(call.body['nonce']).length).toBe(25);
    expect(JSON.stringify(call.body)).not.toContain('@everyone');
    expect(call.authorization).toBe('Bot a.b.c');
  });

  test('that somebody deletes is posted anew at once, with another nonce', async () => {
    const { discord, ledger } = await world();
    ledger.put(view({ state: 'succeeded' }));
    const first = await until(
      'the card',
      () => ledger.isSettled('card', view().id) && ledger.external('card', view().id)['messageId'],
    );
    discord.dispatch('MESSAGE_DELETE', { id: first, channel_id: ids.deployments, guild_id: ids.guild });
    await until('the new card', () => {
      const { messageId } = ledger.external('card', view().id);
      return messageId !== undefined && messageId !== '' && messageId !== first;
    });
    const nonces = discord.calls
      .filter(({ method, path }) => method === 'POST' && path.endsWith('/messages'))
      .map(({ body }) => body['nonce']);
    expect(nonces.length).toBe(2);
    expect(new Set(nonces).size).toBe(2);
  });
});
