import { createCalendar } from '../../src/adapters/calendar/calendar.ts';
import { describe, expect, test } from 'vitest';
import { outcomeReply } from '../../src/bot/cards/reply.ts';
import { commands } from '../../src/bot/commands/index.ts';
import { confirmCleanUp } from '../../src/bot/confirmations/clean-up.ts';
import type { Asking } from '../../src/bot/parts.ts';
import type { IntentOutcome } from '../../src/core/intent.ts';
import type { RequestView } from '../../src/ports/views.ts';
import { read } from './cards/read.ts';
import { config, ids, memoryLog } from './world/config.ts';
import { HandClock } from './world/hand-clock.ts';
import { MemoryLedger } from './world/ledger.ts';

function asking(): Asking & { readonly ledger: MemoryLedger; readonly clock: HandClock } {
  const clock = new HandClock();
  const ledger = new MemoryLedger(() => clock.now());
  const { intents, views, projections, queue } = ledger;
  return {
    ledger,
    config: config(),
    intents,
    views,
    projections,
    queue,
    clock,
    calendar: createCalendar(),
    log: memoryLog(),
    actor: { discordId: '100000000000000001', name: 'Ana' },
    may: () => true,
    request: {
      interactionId: 'i1',
      applicationId: 'app',
      token: 'tok',
      channelId: ids.deployments,
      userId: '100000000000000001',
      at: clock.now(),
    },
  };
}
const print = '0123456789abcdef';
const tenMinutes = 600_000;
const until = new HandClock().now() + tenMinutes;
const outcome: IntentOutcome = {
  state: 'done',
  code: 'request.done',
  lines: ['Nothing needs these 1 thing in staging:', 'machine 48e2: suite integration, stopped, 5 hours old'],
  confirms: { verb: 'clean-up', shown: print, label: 'Remove 1', expiresAt: until },
};

/** What Ana was shown, in staging. */
const shown = (more: Partial<RequestView> = {}): RequestView => ({
  id: 'request-1',
  interactionId: 'i0',
  applicationId: 'app',
  token: 'tok',
  channelId: ids.deployments,
  userId: '100000000000000001',
  at: until - tenMinutes,
  asked: 'clean-up',
  place: { project: 'advent', environment: 'staging' },
  outcome,
  version: 1,
  ...more,
});
const { confirms: _, ...withoutButton } = outcome;

describe('/cleanup', () => {
  test('looks in staging, and asks for nothing to be removed', async () => {
    const ana = asking();
    await commands.find(({ name }) => name === 'cleanup')?.run(ana, {});
    expect(ana.ledger.asked.map(({ intent }) => intent)).toEqual([
      expect.objectContaining({ kind: 'clean-up', environment: 'staging', tier: 'staging' }),
    ]);
    expect(ana.ledger.asked[0]?.intent).not.toHaveProperty('confirms');
  });

  test.each(['production', 'PROD', 'Production'])('refuses %s in words', async (typed) => {
    const ana = asking();
    const command = commands.find(({ name }) => name === 'cleanup');
    await expect(command?.run(ana, { environment: typed })).rejects.toThrow('environment.production-refused');
    expect(ana.ledger.asked).toEqual([]);
  });

  test('answers with the list and a button that is bound to it', () => {
    const drawn = outcomeReply('clean-up', outcome, undefined, 'request-1');
    expect(read(drawn)).toMatch(/nothing is done yet[\s\S]*stopped, 5 hours old[\s\S]*\[Remove 1\]/);
    expect(JSON.stringify(drawn.components)).toContain('"custom_id":"clean-up:request-1"');
    expect(outcomeReply('clean-up', withoutButton, undefined).components).toEqual([]);
  });

  test('whose button is pressed by who asked, within ten minutes, asks for exactly what was shown', async () => {
    const ana = asking();
    await ana.clock.advance(tenMinutes - 1);
    await confirmCleanUp.run(ana, shown());
    expect(ana.ledger.asked[0]?.intent).toMatchObject({
      kind: 'clean-up',
      project: 'advent',
      environment: 'staging',
      tier: 'staging',
      confirms: { shown: print, expiresAt: until },
    });
  });

  test('whose button is pressed after ten minutes is refused', async () => {
    const ana = asking();
    await ana.clock.advance(tenMinutes);
    await expect(confirmCleanUp.run(ana, shown())).rejects.toThrow('stage.confirm-expired');
    expect(ana.ledger.asked).toEqual([]);
  });

  const at = (project: string, environment: string) => ({ place: { project, environment } });
  test.each<[string, Partial<RequestView>, RegExp]>([
    ['was shown to somebody else', { userId: '100000000000000009' }, /stage\.not-yours/],
    ['is about production', at('advent', 'production'), /production-refused/],
    ['is about another project', at('other', 'staging'), /environment\.unknown/],
    ['is about a project’s inherited name', at('__proto__', 'staging'), /environment\.unknown/],
    ['showed nothing', { outcome: withoutButton }, /malformed/],
    [
      'showed what a reset would wipe',
      {
        outcome: { ...outcome, confirms: { verb: 'reset', planHash: 'p', scenario: 's', label: '', expiresAt: until } },
      },
      /malformed/,
    ],
  ])('whose button %s is refused', async (_said, more, says) => {
    const ana = asking();
    await expect(confirmCleanUp.run(ana, shown(more))).rejects.toThrow(says);
    expect(ana.ledger.asked).toEqual([]);
  });
});
