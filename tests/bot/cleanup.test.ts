import { createCalendar } from '../../src/adapters/calendar/calendar.ts';
import { describe, expect, test } from 'vitest';
import { outcomeReply } from '../../src/bot/cards/reply.ts';
import { commands } from '../../src/bot/commands/index.ts';
import { confirmations } from '../../src/bot/confirmations/index.ts';
import type { Asking } from '../../src/bot/parts.ts';
import { read } from './cards/read.ts';
import { config, ids, memoryLog } from './world/config.ts';
import { HandClock } from './world/hand-clock.ts';
import { MemoryLedger } from './world/ledger.ts';

function asking(): Asking & { readonly ledger: MemoryLedger } {
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
const outcome = {
  state: 'done',
  code: 'request.done',
  lines: ['Nothing needs these 1 thing in staging:', 'machine 48e2: suite integration, stopped, 5 hours old'],
  confirm: { verb: 'clean-up', about: `advent/staging/${print}`, label: 'Remove 1' },
} as const;

describe('/cleanup', () => {
  test('looks in staging, and asks for nothing to be removed', async () => {
    const ana = asking();
    await commands.find(({ name }) => name === 'cleanup')?.run(ana, {});
    expect(ana.ledger.asked.map(({ intent }) => intent)).toEqual([
      expect.objectContaining({ kind: 'clean-up', environment: 'staging', tier: 'staging' }),
    ]);
    expect(ana.ledger.asked[0]?.intent).not.toHaveProperty('shown');
  });

  test.each(['production', 'PROD', 'Production'])('refuses %s in words', async (typed) => {
    const ana = asking();
    const command = commands.find(({ name }) => name === 'cleanup');
    await expect(command?.run(ana, { environment: typed })).rejects.toThrow('environment.production-refused');
    expect(ana.ledger.asked).toEqual([]);
  });

  test('answers with the list and a button that is bound to it', () => {
    const drawn = outcomeReply('clean-up', outcome, undefined);
    expect(read(drawn)).toMatch(/suite integration, stopped, 5 hours old[\s\S]*\[Remove 1\]/);
    expect(JSON.stringify(drawn.components)).toContain(`"custom_id":"clean-up:advent/staging/${print}"`);
    expect(outcomeReply('clean-up', { ...outcome, confirm: undefined } as never, undefined).components).toEqual([]);
  });

  test('whose button is pressed asks for exactly what was shown', async () => {
    const ana = asking();
    await confirmations[0]?.run(ana, outcome.confirm.about);
    expect(ana.ledger.asked[0]?.intent).toMatchObject({ kind: 'clean-up', environment: 'staging', shown: print });
  });

  test.each([
    ['another project', `other/staging/${print}`, /malformed/],
    ['production', `advent/production/${print}`, /production-refused/],
    ['no list', 'advent/staging/', /malformed/],
    ['something longer', `advent/staging/${print}/x`, /malformed/],
    ['a project’s inherited name', `__proto__/staging/${print}`, /malformed/],
  ])('whose button names %s is refused', async (_, about, says) => {
    const ana = asking();
    await expect(confirmations[0]?.run(ana, about)).rejects.toThrow(says);
    expect(ana.ledger.asked).toEqual([]);
  });
});
