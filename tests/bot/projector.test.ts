import { afterEach, describe, expect, test } from 'vitest';
import { read } from './cards/read.ts';
import { refusal } from './world/channel.ts';
import { ids } from './world/config.ts';
import { calm } from './world/hand-clock.ts';
import { at, commitB, promotion, promotionView, step, view } from './world/view.ts';
import { endProjectors, projecting as world, shown, subject } from './world/projecting.ts';

afterEach(endProjectors);

describe('a card', () => {
  test('goes out at once, and its id is remembered', async () => {
    const { clock, ledger, channel } = world();
    await calm();
    ledger.put(view());
    await clock.advance(20);
    expect(shown(channel)).toContain('staging ⏳ running');
    expect(ledger.external('card', view().id)).toMatchObject({
      channelId: ids.deployments,
      messageId: channel.posted[0]?.id,
    });
    expect(ledger.isSettled('card', view().id)).toBe(true);
  });

  test('of staging verified again has a waiting promotion looked at, once', async () => {
    const { clock, ledger } = world();
    await calm();
    ledger.put(promotionView());
    const verification = view({ id: 'd-again', kind: 'verification', state: 'running' });
    ledger.put(verification);
    await clock.advance(20);
    const looks = () =>
      ledger.asked.flatMap(({ intent }) =>
        intent.kind === 'evaluate' && intent.cause === 'verified' ? [intent.deployment] : [],
      );
    expect(looks()).toEqual([]);
    ledger.put({ ...verification, state: 'succeeded', endedAt: at + 4_000 });
    await clock.advance(5_000);
    expect(looks()).toEqual([promotionView().id]);
    ledger.put({ ...verification, state: 'succeeded', endedAt: at + 4_000, commit: subject('Another subject') });
    await clock.advance(5_000);
    expect(looks()).toHaveLength(1);
  });

  test('is edited at most each 1.5 s; the newest state wins and the last one is shown', async () => {
    const { clock, ledger, channel } = world();
    ledger.put(view());
    await clock.advance(20);
    for (let turn = 0; turn < 20; turn += 1) {
      ledger.put(view({ commit: subject(`turn ${String(turn)}`) }));
      await clock.advance(100);
    }
    ledger.put(view({ state: 'succeeded', endedAt: at }));
    await clock.advance(1_600);
    expect(shown(channel)).toContain('staging ✅ ready');
    expect(channel.calls.filter((call) => call.startsWith('edit')).length).toBeLessThanOrEqual(3);
    expect(ledger.isSettled('card', view().id)).toBe(true);
  });

  test('has one edit in flight, also when changes come while Discord is slow', async () => {
    const { clock, ledger, channel } = world();
    ledger.put(view());
    await clock.advance(2_000);
    let release = (): void => {};
    channel.hold = new Promise((resolve) => (release = resolve));
    for (let turn = 0; turn < 5; turn += 1) {
      ledger.put(view({ commit: subject(`turn ${String(turn)}`) }));
      await clock.advance(15_000);
    }
    expect(channel.mostEditsInFlight).toBe(1);
    channel.hold = undefined;
    release();
    await clock.advance(5_000);
    expect(channel.mostEditsInFlight).toBe(1);
    expect(shown(channel)).toContain('turn 4');
  });

  test('whose drawing did not change is not edited', async () => {
    const { clock, ledger, channel } = world();
    ledger.put(view());
    await clock.advance(2_000);
    ledger.put(view());
    await clock.advance(5_000);
    expect(channel.calls).toEqual([`send ${ids.deployments}`]);
    expect(ledger.isSettled('card', view().id)).toBe(true);
  });

  test('that somebody deleted is posted anew, as another message', async () => {
    const { clock, ledger, channel } = world();
    ledger.put(view());
    await clock.advance(2_000);
    for (const message of channel.live()) message.deleted = true;
    ledger.put(view({ state: 'succeeded', endedAt: at }));
    await clock.advance(2_000);
    expect(channel.posted.length).toBe(2);
    expect(channel.live().length).toBe(1);
    expect(shown(channel)).toContain('✅ ready');
    for (const message of channel.live()) message.deleted = true;
    ledger.put(view({ state: 'failed', code: 'test.failed', endedAt: at }));
    await clock.advance(4_000);
    expect(channel.live().length).toBe(1);
    expect(shown(channel)).toContain('❌ failed');
  });

  test('whose sending timed out after it was stored is the same message when it is sent again', async () => {
    const { clock, ledger, channel } = world();
    channel.faults.push({ call: 'send', error: new Error('The operation was aborted'), after: true });
    ledger.put(view());
    await clock.advance(20_000);
    expect(channel.calls.filter((call) => call.startsWith('send')).length).toBe(2);
    expect(channel.posted.length).toBe(1);
    expect(ledger.isSettled('card', view().id)).toBe(true);
  });

  test('waits with growing pauses while Discord is down, and stops no other', async () => {
    const { clock, ledger, channel } = world();
    const other = { ...view(), id: 'other', number: 20 };
    for (let turn = 0; turn < 6; turn += 1) channel.faults.push({ call: 'send', error: refusal(503, 0) });
    ledger.put(view());
    await clock.advance(30);
    expect(channel.faults.length).toBe(5);
    channel.faults.length = 4;
    await clock.advance(3_000);
    ledger.put(other);
    await clock.advance(120_000);
    expect(channel.live().map((message) => read(message.drawn).split('\n')[0])).toEqual(
      expect.arrayContaining([expect.stringContaining('#12'), expect.stringContaining('#20')]),
    );
    expect(channel.calls.length).toBeLessThanOrEqual(7);
  });

  test('that the channel refuses says in the log what a person can do', async () => {
    const { clock, ledger, channel, log } = world();
    for (let turn = 0; turn < 3; turn += 1)
      channel.faults.push({ call: 'send', error: refusal(403, 50013, 'Missing Permissions') });
    ledger.put(view());
    await clock.advance(20_000);
    expect(channel.calls.length).toBe(1);
    expect(log.lines.join('\n')).toContain('Give the bot View Channel, Send Messages');
    expect(log.lines.join('\n')).not.toContain('secret-token');
  });

  test('stops everything when the token is refused: one request, no storm', async () => {
    const { clock, ledger, channel, refusals } = world();
    for (let turn = 0; turn < 9; turn += 1)
      channel.faults.push({ call: 'send', error: refusal(401, 0, 'Unauthorized') });
    ledger.put(view());
    await clock.advance(600_000);
    expect(channel.calls.length).toBe(1);
    expect(refusals()).toBe(1);
  });

  test('is shown after the ledger was away', async () => {
    const { clock, ledger, channel } = world();
    ledger.ledgerIsAway = true;
    ledger.put(view());
    await clock.advance(10_000);
    expect(channel.calls).toEqual([]);
    ledger.ledgerIsAway = false;
    await clock.advance(3_000);
    expect(shown(channel)).toContain('running');
  });
});

describe('a promotion card', () => {
  test('gets both reactions once, also when the first try broke half way', async () => {
    const { clock, ledger, channel } = world();
    channel.faults.push({ call: 'react', error: refusal(500, 0), after: false });
    ledger.put(promotionView());
    await clock.advance(10_000);
    expect(channel.live()[0]?.reactions).toEqual(['✅', '❌']);
    ledger.put(promotionView({ promotion: promotion({ approvals: [] }) }));
    await clock.advance(10_000);
    expect(channel.live()[0]?.reactions).toEqual(['✅', '❌']);
    expect(shown(channel)).toContain('0 of 2 approvals');
  });

  test('goes on telling what is so where the bot may add no reactions; people tap what they add themselves', async () => {
    const { clock, ledger, channel, log } = world();
    for (let turn = 0; turn < 9; turn += 1) channel.faults.push({ call: 'react', error: refusal(403, 50013) });
    ledger.put(promotionView());
    await clock.advance(5_000);
    // The card is there to be read, so the guards are asked about it; once.
    expect(ledger.asked.map(({ intent }) => ('cause' in intent ? intent.cause : ''))).toEqual(['posted']);
    expect(log.lines.join('\n')).toContain('Give the bot Add Reactions');
    ledger.put({ ...promotionView(), state: 'running', startedAt: at });
    await clock.advance(5_000);
    expect(shown(channel)).toContain('production ⏳ going live');
  });

  test('gets its reactions as soon as the bot may and the card changes, and is not looked at for it again', async () => {
    const { clock, ledger, channel } = world();
    channel.faults.push({ call: 'react', error: refusal(403, 50013) });
    ledger.put(promotionView());
    await clock.advance(5_000);
    expect(channel.live()[0]?.reactions).toEqual([]);
    ledger.put(promotionView({ promotion: promotion({ approvals: [] }) }));
    await clock.advance(5_000);
    expect(channel.live()[0]?.reactions).toEqual(['✅', '❌']);
    expect(ledger.asked).toHaveLength(1);
  });

  test('whose channel was deleted is posted where the config has cards now, to be approved there', async () => {
    const { clock, ledger, channel } = world();
    const gone = '200000000000000099';
    const row = ledger.row('card', promotionView().id);
    row.projection = {
      ...row.projection,
      external: { channelId: gone, messageId: '1', reactions: 'both' },
      shown: 'it',
    };
    channel.faults.push({ call: `edit ${gone}`, error: refusal(404, 10003, 'Unknown Channel') });
    ledger.put(promotionView());
    await clock.advance(5_000);
    expect(channel.live(ids.deployments).map(({ reactions }) => reactions)).toEqual([['✅', '❌']]);
    expect(ledger.external('card', promotionView().id)).toMatchObject({ channelId: ids.deployments });
    expect(ledger.asked.map(({ intent }) => ('cause' in intent ? intent.cause : ''))).toEqual(['posted']);
  });

  test('that is hours old is edited more slowly', async () => {
    const { clock, ledger, channel } = world();
    ledger.put(promotionView());
    await clock.advance(60 * 60_000);
    const before = channel.calls.length;
    for (let turn = 0; turn < 14; turn += 1) {
      ledger.put(promotionView({ number: 100 + turn }));
      await clock.advance(1_000);
    }
    await clock.advance(8_000);
    expect(channel.calls.length - before).toBeLessThanOrEqual(4);
    expect(shown(channel)).toContain('#113');
  });
});

describe('the log of a failed step', () => {
  const failed = view({
    state: 'failed',
    code: 'build.failed',
    endedAt: at,
    steps: [step('build', 'failed', { code: 'build.failed' })],
  });

  test('is a file in the card’s thread, once', async () => {
    const { clock, ledger, channel } = world();
    ledger.logs.set(`${view().id}/build`, 'boom\n');
    ledger.put(view());
    await clock.advance(2_000);
    ledger.put(failed);
    await clock.advance(5_000);
    ledger.put({ ...failed, serving: { commit: commitB, number: 3 } });
    await clock.advance(5_000);
    const thread = channel.threads[0] ?? '';
    expect(channel.threads.length).toBe(1);
    expect(
      channel
        .live(thread)
        .map(({ file, drawn }) => [file?.name, file && 'text' in file ? file.text : '', drawn.content]),
    ).toEqual([['advent-12-build.log', 'boom\n', '❌ build failed. The build command ended with an error.']]);
  });

  test('finds the thread of a try that was cut short', async () => {
    const { clock, ledger, channel } = world();
    ledger.logs.set(`${view().id}/build`, 'boom\n');
    channel.faults.push({ call: 'openThread', error: new Error('The operation was aborted'), after: true });
    ledger.put(failed);
    await clock.advance(10_000);
    expect(channel.threads.length).toBe(1);
    expect(channel.live(channel.threads[0]).length).toBe(1);
  });

  test('does not keep the card from being settled where threads are not allowed', async () => {
    const { clock, ledger, channel, log } = world();
    ledger.logs.set(`${view().id}/build`, 'boom\n');
    channel.faults.push({ call: 'openThread', error: refusal(403, 50013) });
    ledger.put(failed);
    await clock.advance(2_000);
    expect(ledger.isSettled('card', view().id)).toBe(true);
    expect(log.lines.join('\n')).toContain('Create Public Threads');
  });
});
