import { afterEach, describe, expect, test } from 'vitest';
import { createCalendar } from '../../src/adapters/calendar/calendar.ts';
import { Answering } from '../../src/bot/answering.ts';
import { Pace } from '../../src/bot/projector/pace.ts';
import type { Projector } from '../../src/bot/projector/projector.ts';
import { createProjector } from '../../src/bot/projector/projector.ts';
import type { DeploymentView, RequestView } from '../../src/ports/views.ts';
import { read } from './cards/read.ts';
import { Channel, refusal } from './world/channel.ts';
import { config, ids, memoryLog } from './world/config.ts';
import { HandClock, calm } from './world/hand-clock.ts';
import { MemoryLedger } from './world/ledger.ts';
import { at, commitB, promotion, promotionView, step, view } from './world/view.ts';

function world() {
  const clock = new HandClock();
  const ledger = new MemoryLedger(() => clock.now());
  const channel = new Channel(clock.now());
  const log = memoryLog();
  const stop = new AbortController();
  const answering = new Answering();
  let refusals = 0;
  const projector: Projector = createProjector(
    {
      config: config(),
      intents: ledger.intents,
      views: ledger.views,
      projections: ledger.projections,
      queue: ledger.queue,
      calendar: createCalendar(),
      clock,
      log,
      messages: channel,
      pace: new Pace(clock),
      answering,
      signal: stop.signal,
    },
    () => {
      refusals += 1;
      stop.abort();
    },
  );
  projector.start();
  const made = { clock, ledger, channel, log, stop, answering, projector, refusals: () => refusals };
  open.push(made);
  return made;
}

const open: { stop: AbortController; projector: Projector }[] = [];
afterEach(async () => {
  for (const { stop, projector } of open.splice(0)) {
    stop.abort();
    await projector.close();
  }
});

const shown = (channel: Channel, index = 0): string => {
  const message = channel.live()[index];
  return message ? read(message.drawn) : '(nothing)';
};
const subject = (text: string): DeploymentView['commit'] => ({ ...view().commit, subject: text });

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

describe('an alert', () => {
  test('is a new message that pings the author, once', async () => {
    const { clock, ledger, channel } = world();
    const failed = view({ state: 'failed', code: 'test.failed', endedAt: at });
    ledger.put(failed, ['card', 'alert']);
    await clock.advance(5_000);
    ledger.put({ ...failed, serving: { commit: commitB, number: 3 } }, ['card', 'alert']);
    await clock.advance(5_000);
    const [alert, ...more] = channel.live(ids.alerts);
    expect(more).toEqual([]);
    expect(alert?.pinged).toEqual({ users: ['100000000000000001'], roles: [] });
    expect(alert?.drawn.content).toContain('<@100000000000000001>');
    expect(alert ? read(alert.drawn) : '').toContain('goes on serving `bbbbbbb` (#3)');
  });
});

describe('a reply', () => {
  const request = (now: number, more: Partial<RequestView> = {}): RequestView => ({
    id: 'r1',
    interactionId: 'i1',
    applicationId: 'app',
    token: 'tok',
    channelId: ids.deployments,
    userId: '100000000000000001',
    at: now,
    asked: 'promote',
    place: { project: 'advent', environment: 'production' },
    version: 1,
    outcome: { state: 'refused', code: 'release.none', lines: ['Staging has verified nothing yet.'] },
    ...more,
  });

  test('takes the place of “asked”, with code, meaning and what to do', async () => {
    const { clock, ledger, channel } = world();
    ledger.end(request(clock.now()));
    await clock.advance(50);
    expect(channel.replies.map(({ drawn }) => `\n${read(drawn)}\n`)).toMatchInlineSnapshot(`
      [
        "
      🚫 refused: promote
      There is no release that could be promoted. \`release.none\`
      **Do now:** Push to the staging branch and wait for “ready for manual testing”.

      Staging has verified nothing yet.
      ",
      ]
    `);
    expect(channel.posted).toEqual([]);
  });

  test('of what takes long says how far it has come, and then how it ended', async () => {
    const { clock, ledger, channel } = world();
    const { outcome, ...waits } = request(clock.now(), { asked: 'seed' });
    const operation = { tool: 'seed', startedAt: clock.now(), progress: { phase: 'users', done: 1, of: 9 } } as const;
    ledger.end({ ...waits, operation });
    await clock.advance(1_000);
    ledger.end({ ...waits, operation, version: 2, ...(outcome === undefined ? {} : { outcome }) });
    await clock.advance(4_000);
    expect(channel.replies.map(({ drawn }) => drawn.embeds[0]?.title)).toEqual([
      '⏳ at work: seed',
      '🚫 refused: seed',
    ]);
  });

  test('of a rehearsed draw carries its image, with words for those who do not see it', async () => {
    const { clock, ledger, channel } = world();
    const fairness = { expected: 1, counts: [1, 1], chiSquare: 0, pValue: 1 };
    const draw = { draw: 'main', seed: 's', seedHash: 'h', winners: [], won: 0, entrants: 2, unique: true, fairness };
    ledger.end(
      request(clock.now(), { asked: 'draw', outcome: { state: 'done', code: 'request.done', lines: [], draw } }),
    );
    await clock.advance(1_000);
    const [reply] = channel.replies;
    expect(reply?.drawn.embeds[0]?.image?.url).toBe('attachment://draw.png');
    expect(reply?.file).toMatchObject({ name: 'draw.png', says: expect.stringContaining('Nobody wins twice') });
  });

  test('never comes before “asked …” has been written', async () => {
    const { clock, ledger, channel, answering } = world();
    let written = (): void => {};
    const during = answering.during('i1', new Promise((resolve) => (written = resolve)));
    ledger.end(request(clock.now()));
    await clock.advance(1_000);
    expect(channel.replies).toEqual([]);
    written();
    await during;
    await clock.advance(1_000);
    expect(channel.replies.length).toBe(1);
  });

  test('is a message that pings only who asked, once the token has died', async () => {
    const { clock, ledger, channel } = world();
    ledger.end(request(clock.now() - 16 * 60_000));
    await clock.advance(50);
    expect(channel.replies).toEqual([]);
    expect(channel.posted.map(({ pinged, drawn }) => [pinged, drawn.content])).toEqual([
      [{ users: ['100000000000000001'], roles: [] }, '<@100000000000000001>'],
    ]);
  });

  test.each([
    [401, 50027],
    [404, 10015],
    [404, 10062],
    [404, 10008],
  ])('is that message too when Discord answers %i with code %i', async (status, code) => {
    const { clock, ledger, channel } = world();
    channel.faults.push({ call: 'editReply', error: refusal(status, code) });
    ledger.end(request(clock.now()));
    await clock.advance(3_000);
    expect(channel.posted.length).toBe(1);
    expect(ledger.isSettled('reply', 'r1')).toBe(true);
  });

  test('is tried again when Discord is only away', async () => {
    const { clock, ledger, channel } = world();
    channel.faults.push({ call: 'editReply', error: refusal(502, 0) });
    ledger.end(request(clock.now()));
    await clock.advance(5_000);
    expect(channel.replies.length).toBe(1);
    expect(channel.posted).toEqual([]);
  });

  test('links to the card it led to, once that is posted', async () => {
    const { clock, ledger, channel } = world();
    const outcome = { state: 'done', code: 'request.accepted', lines: [], deployment: promotionView().id } as const;
    ledger.end(request(clock.now(), { outcome }));
    ledger.put(promotionView());
    await clock.advance(2_000);
    const card = channel.live()[0]?.id ?? '';
    expect(read(channel.replies[0]?.drawn ?? { embeds: [], components: [] })).toContain(`/${ids.deployments}/${card})`);
  });
});
