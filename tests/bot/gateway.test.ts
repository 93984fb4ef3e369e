import { afterEach, describe, expect, test } from 'vitest';
import { createCalendar } from '../../src/adapters/calendar/calendar.ts';
import type { Bot } from '../../src/bot/bot.ts';
import { createBot } from '../../src/bot/bot.ts';
import { commands } from '../../src/bot/commands/index.ts';
import { mayTable } from '../../src/core/may.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { config, ids, memoryLog } from './world/config.ts';
import { MemoryLedger } from './world/ledger.ts';
import { miniDiscord } from './world/mini-discord.ts';
import { promotionView, view } from './world/view.ts';

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** Waits for a condition, not for a time. */
async function until<T>(what: string, look: () => T | undefined | false): Promise<T> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`waited a minute for ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function world(before: (ledger: MemoryLedger) => void = () => {}) {
  const discord = await miniDiscord();
  const ledger = new MemoryLedger();
  before(ledger);
  const log = memoryLog();
  const parts = {
    config: config(),
    intents: ledger.intents,
    views: ledger.views,
    projections: ledger.projections,
    queue: ledger.queue,
    calendar: createCalendar(),
    clock: systemClock,
    log,
  };
  const another = (): Bot => createBot({ ...parts, token: 'a.b.c', apiUrl: discord.apiUrl });
  const bot = another();
  closers.push(() => discord.close());
  closers.push(() => bot.close());
  await bot.start();
  await until('the connection', () => bot.ready());
  await until('the commands', () => log.lines.some((line) => line.includes('slash commands are registered')));
  const answered = async (id: string): Promise<string> => {
    const call = await until('an answer', () => discord.answer(id));
    return `${JSON.stringify(call.body['embeds'])}${call.file ?? ''}`;
  };
  return { discord, ledger, log, bot, another, answered };
}

const typed = (name: string, options: Readonly<Record<string, string | number>> = {}): Record<string, unknown> => ({
  id: '1',
  name,
  type: 1,
  options: Object.entries(options).map(([option, value]) => ({
    name: option,
    value,
    type: typeof value === 'number' ? 4 : 3,
  })),
});

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
    closers.push(() => second.close());
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

describe('a command', () => {
  test('is acknowledged first, for who asked alone, then asked, then answered', async () => {
    const { discord, ledger, answered } = await world();
    const id = discord.press({ type: 2, roles: [ids.deployer], data: typed('deploy') });
    expect(await answered(id)).toContain('asked: deploy');
    const mine = discord.calls.filter(({ path }) => path.includes(`token-${id}`));
    expect(mine.map(({ method, body }) => [method, body['type'] ?? 'edit'])).toEqual([
      ['POST', 5],
      ['PATCH', 'edit'],
    ]);
    expect(mine[0]?.body['data']).toEqual({ flags: 64 });
    expect(ledger.asked[0]?.request).toMatchObject({
      interactionId: id,
      token: `token-${id}`,
      userId: '100000000000000001',
    });
  });

  test('of somebody without the role is refused with code and remedy; nothing is asked', async () => {
    const { discord, ledger, answered } = await world();
    const said = await answered(discord.press({ type: 2, roles: [ids.tester], data: typed('promote') }));
    expect(said).toContain('actor.not-allowed');
    expect(said).toContain('Do now:');
    expect(ledger.asked).toEqual([]);
  });

  test('counts the roles of this very interaction: one that was taken away no longer counts', async () => {
    const { discord, ledger, answered } = await world();
    expect(await answered(discord.press({ type: 2, roles: [ids.releaseManager], data: typed('rollback') }))).toContain(
      'asked',
    );
    expect(await answered(discord.press({ type: 2, roles: [], data: typed('rollback') }))).toContain(
      'actor.not-allowed',
    );
    expect(await answered(discord.press({ type: 2, roles: [ids.releaseManager], data: typed('rollback') }))).toContain(
      'asked',
    );
    expect(ledger.asked.length).toBe(2);
  });

  test('matrix: each command with each role is as the table says', async () => {
    const { discord, ledger, answered } = await world((made) => made.put(view()));
    const cases = [
      ['deploy', 'deploy', {}],
      ['status', 'status', {}],
      ['history', 'history', {}],
      ['logs', 'logs', { deployment: 12 }],
      ['promote', 'promote', {}],
      ['roll-back', 'rollback', {}],
      ['cancel', 'cancel', { deployment: 12 }],
      ['plan', 'plan', { operation: 'promote' }],
      ['why', 'why', { operation: 'promote' }],
      ['lock', 'lock', { environment: 'production', reason: 'the jury is here' }],
      ['unlock', 'unlock', { environment: 'production', reason: 'it has left' }],
      ['freeze', 'freeze', { reason: 'the show is tonight', hours: 2 }],
      ['unfreeze', 'unfreeze', { reason: 'the show is over' }],
      ['clear', 'clear', { version: 12, reason: 'the provider was down' }],
      ['audit', 'audit', {}],
      ['seed', 'seed', { scenario: 'draw day' }],
      ['reset', 'reset', { scenario: 'draw day' }],
      ['undo-reset', 'undo-reset', {}],
      ['unlock-day', 'unlock-day', { day: 3 }],
      ['complete', 'complete', { user: 'Nora', mode: 'normal' }],
      ['clock', 'clock', { by: '1d' }],
      ['simulate', 'simulate', {}],
      ['draw', 'draw', {}],
      ['doctor', 'doctor', {}],
      ['clean-up', 'cleanup', {}],
    ] as const;
    expect(cases.map(([, name]) => name).toSorted()).toEqual(commands.map(({ name }) => name).toSorted());
    for (const [action, name, options] of cases) {
      for (const role of [undefined, 'tester', 'deployer', 'releaseManager'] as const) {
        const roles = role === undefined ? [] : [ids[role]];
        const who = mayTable[action];
        const allowed = who.includes('anyone') || (role !== undefined && who.includes(role));
        const before = ledger.asked.length;
        const said = await answered(discord.press({ type: 2, roles, data: typed(name, options) }));
        expect(said.includes('actor.not-allowed'), `${name} by ${role ?? 'nobody'}`).toBe(!allowed);
        const asks = !['status', 'history', 'logs', 'audit'].includes(name);
        expect(ledger.asked.length - before).toBe(allowed && asks ? 1 : 0);
      }
    }
  });

  test('production typed by hand is refused in words', async () => {
    const { discord, ledger, answered } = await world();
    const said = await answered(
      discord.press({ type: 2, roles: [ids.deployer], data: typed('deploy', { environment: 'production' }) }),
    );
    expect(said).toContain('environment.production-refused');
    expect(said).toContain('/promote');
    // Nothing is asked for; that it was tried goes on record, by the worker that writes about production.
    expect(ledger.asked.map(({ intent }) => intent)).toMatchObject([
      { kind: 'note-refusal', environment: 'production', tier: 'production', command: 'deploy', typed: 'production' },
    ]);
  });

  test('from another server is refused', async () => {
    const { discord, ledger, answered } = await world();
    const id = discord.press({
      type: 2,
      guild: '200000000000000099',
      roles: [ids.releaseManager],
      data: typed('rollback'),
    });
    expect(await answered(id)).toContain('actor.unknown');
    expect(ledger.asked).toEqual([]);
  });

  test('while the ledger is away says that nothing was changed', async () => {
    const { discord, ledger, answered } = await world();
    ledger.ledgerIsAway = true;
    expect(await answered(discord.press({ type: 2, roles: [ids.deployer], data: typed('deploy') }))).toContain(
      'request.broken',
    );
  });

  test.each([10062, 40060])('whose acknowledgement is refused (%i) does nothing, and kills nobody', async (code) => {
    const { discord, ledger, log, answered } = await world();
    discord.faults.push({ path: '/callback', status: code === 10062 ? 404 : 400, code });
    const id = discord.press({ type: 2, roles: [ids.deployer], data: typed('deploy') });
    await until('the log', () => log.lines.some((line) => line.includes('could not be acknowledged')));
    expect(log.lines.join()).not.toContain(`token-${id}`);
    expect(ledger.asked).toEqual([]);
    expect(await answered(discord.press({ type: 2, roles: [ids.deployer], data: typed('deploy') }))).toContain('asked');
  });

  test('a long log comes as a file', async () => {
    const { discord, answered } = await world((made) => {
      made.put(view());
      made.logs.set(`${view().id}/all`, `${'line\n'.repeat(2_000)}the end\n`);
    });
    expect(
      await answered(discord.press({ type: 2, roles: [ids.tester], data: typed('logs', { deployment: 12 }) })),
    ).toContain('the end');
  });

  test('offers environments while typing, without production', async () => {
    const { discord } = await world();
    const id = discord.press({
      type: 4,
      data: { id: '1', name: 'deploy', type: 1, options: [{ name: 'environment', type: 3, value: '', focused: true }] },
    });
    const call = await until('the offer', () => discord.calls.find(({ path }) => path.includes(`token-${id}`)));
    expect(call.body).toEqual({ type: 8, data: { choices: [{ name: 'staging', value: 'staging' }] } });
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
