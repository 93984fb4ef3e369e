import { afterEach, describe, expect, test } from 'vitest';
import type { RequestView } from '../../src/ports/views.ts';
import { read } from './cards/read.ts';
import { refusal } from './world/channel.ts';
import { ids } from './world/config.ts';
import { at, commitB, promotionView, view } from './world/view.ts';
import { endProjectors, projecting as world } from './world/projecting.ts';

afterEach(endProjectors);

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
    const during = answering.during('i1', new Promise<void>((resolve) => (written = resolve)));
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

  test.each([
    [403, 50001],
    [404, 10003],
  ])('is told where the cards are when whoever asked did so where the bot may not write (%i)', async (status, code) => {
    const { clock, ledger, channel } = world();
    const elsewhere = '200000000000000099';
    channel.faults.push({ call: `send ${elsewhere}`, error: refusal(status, code) });
    ledger.end(request(clock.now() - 16 * 60_000, { channelId: elsewhere }));
    await clock.advance(1_000);
    expect(channel.posted.map(({ channelId, pinged }) => [channelId, pinged?.users])).toEqual([
      [ids.deployments, ['100000000000000001']],
    ]);
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
