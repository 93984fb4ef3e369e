import { describe, expect, test } from 'vitest';
import { createCalendar } from '../../src/adapters/calendar/calendar.ts';
import { noLinks } from '../../src/bot/cards/links.ts';
import { outcomeReply } from '../../src/bot/cards/reply.ts';
import { promotionCard } from '../../src/bot/cards/promotion-card.ts';
import { commands } from '../../src/bot/commands/index.ts';
import type { Asking } from '../../src/bot/parts.ts';
import { Refused } from '../../src/bot/refused.ts';
import type { ConfigFile } from '../../src/config/schema.ts';
import { configSchema } from '../../src/config/schema.ts';
import { read } from './cards/read.ts';
import { config, ids, memoryLog } from './world/config.ts';
import { HandClock } from './world/hand-clock.ts';
import { MemoryLedger } from './world/ledger.ts';
import { promotion, promotionView } from './world/view.ts';

const hour = 3_600_000;
const ana = { discordId: '100000000000000001', name: 'Ana' };

function configWith(promote: unknown): ConfigFile {
  const file = structuredClone(config());
  for (const project of Object.values(file.projects)) Reflect.set(project, 'promote', promote);
  return configSchema.parse(file);
}

function world(promote: unknown = {}) {
  const clock = new HandClock();
  const ledger = new MemoryLedger(() => clock.now());
  const asking: Asking = {
    config: configWith(promote),
    intents: ledger.intents,
    views: ledger.views,
    projections: ledger.projections,
    queue: ledger.queue,
    calendar: createCalendar(),
    clock,
    log: memoryLog(),
    actor: ana,
    may: () => true,
    request: {
      interactionId: 'i1',
      applicationId: 'app',
      token: 'tok',
      channelId: ids.deployments,
      userId: ana.discordId,
      at: 0,
    },
  };
  /** Each command is an interaction of its own. */
  const typing = (): Asking => ({
    ...asking,
    request: { ...asking.request, interactionId: `i${ledger.asked.length + 1}` },
  });
  const types = async (name: string, options: Readonly<Record<string, unknown>> = {}): Promise<string> => {
    const command = commands.find((known) => known.name === name);
    if (!command) throw new Error(`no command ${name}`);
    return read((await command.run(typing(), options)).drawn);
  };
  const now = clock.now();
  const freeze = (from: number, until: number, reason = 'the show'): void =>
    void ledger.freezes.push({
      id: `f${ledger.freezes.length}`,
      project: 'advent',
      environment: 'production',
      reason,
      by: ana,
      at: now,
      from: now + from * hour,
      until: now + until * hour,
    });
  return { ledger, types, freeze, now, seconds: (hours: number) => String(Math.floor((now + hours * hour) / 1000)) };
}

async function refusedWith(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'was not refused';
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
}

describe('/freeze', () => {
  test('asks production’s worker for 24 hours from now, and says so in the reader’s own zone', async () => {
    const { types, ledger, now, seconds } = world();
    const answer = await types('freeze', { reason: ' The *show* is tonight ' });
    expect(answer).toContain(
      `Freeze production from <t:${seconds(0)}:F> (<t:${seconds(0)}:R>) until <t:${seconds(24)}:F> (<t:${seconds(24)}:R>): The \\*show\\* is tonight`,
    );
    expect(ledger.asked[0]?.intent).toEqual({
      project: 'advent',
      environment: 'production',
      tier: 'production',
      kind: 'freeze',
      reason: 'The *show* is tonight',
      from: now,
      until: now + 24 * hour,
      actor: ana,
    });
    expect(ledger.queued).toEqual([{ queue: 'production', id: 'intent-1' }]);
  });

  test('takes hours, or local times of the project’s zone', async () => {
    const { types, ledger, now } = world({ timeZone: 'Europe/Berlin' });
    await types('freeze', { reason: 'x', hours: 3 });
    expect(ledger.asked[0]?.intent).toMatchObject({ until: now + 3 * hour });
    await types('freeze', { reason: 'x', from: '2026-12-24 18:00', until: '2026-12-27T08:00' });
    expect(ledger.asked[1]?.intent).toMatchObject({
      from: Date.UTC(2026, 11, 24, 17),
      until: Date.UTC(2026, 11, 27, 7),
    });
    await types('freeze', { reason: 'x', from: '2026-12-24 18:00' });
    expect(ledger.asked[2]?.intent).toMatchObject({ until: Date.UTC(2026, 11, 25, 17) });
  });

  test.each([
    [{ reason: '  ' }, /reason: wanted a reason/],
    [{ reason: 'x', hours: 0 }, /hours/],
    [{ reason: 'x', hours: 745 }, /hours/],
    [{ reason: 'x', hours: 3, until: '2030-01-01 10:00' }, /hours or until, not both/],
    [{ reason: 'x', until: 'tomorrow' }, /until: wanted a date and time such as 2026-12-24 18:00, in Europe\/Berlin/],
    [{ reason: 'x', until: '2020-01-01 10:00' }, /Nothing was frozen/],
    [{ reason: 'x', from: '2027-01-10 10:00', until: '2027-01-09 10:00' }, /end before it begins/],
    [{ reason: 'x', until: '2027-02-30 10:00' }, /does not exist in Europe\/Berlin/],
    [{ reason: 'x', from: '2027-03-28 02:30' }, /does not exist in Europe\/Berlin: .*put forward/],
    [{ reason: 'x', until: '2027-03-01 10:00' }, /longer than 31 days/],
  ])('refuses %j in words and asks nothing', async (options, wanted) => {
    const { types, ledger } = world({ timeZone: 'Europe/Berlin' });
    expect(await refusedWith(types('freeze', options))).toMatch(wanted);
    expect(ledger.asked).toEqual([]);
  });
});

test('/unfreeze asks production’s worker, with the reason', async () => {
  const { types, ledger } = world();
  expect(await types('unfreeze', { reason: 'over' })).toContain('Lift the freeze of production: over');
  expect(ledger.asked[0]?.intent).toMatchObject({
    kind: 'unfreeze',
    reason: 'over',
    environment: 'production',
    actor: ana,
  });
  expect(await refusedWith(types('unfreeze', { reason: '' }))).toContain('wanted a reason');
});

describe('/status', () => {
  test('shows the freeze that is in force with its true end, and the next one', async () => {
    const { types, freeze, seconds } = world();
    freeze(-1, 2, 'the <@1> show');
    freeze(2, 5, 'the draw');
    freeze(20, 22, 'the finale');
    expect(await types('status')).toContain(
      [
        `❄ frozen until <t:${seconds(5)}:F> (<t:${seconds(5)}:R>): Ana (the \\<@1> show)`,
        `Next freeze: <t:${seconds(20)}:F> (<t:${seconds(20)}:R>) until <t:${seconds(22)}:F> (<t:${seconds(22)}:R>): Ana (the finale)`,
      ].join('\n'),
    );
  });

  test('joins people’s freezes with those of the config, for production alone', async () => {
    const always = { name: 'december', reason: 'doors', from: '2020-01-01T00:00', until: '2050-01-01T00:00' };
    const { types, freeze } = world({ freezes: [always] });
    freeze(-1, 2);
    const shown = await types('status');
    expect(shown).toContain(`❄ frozen until <t:${String(Date.UTC(2050, 0, 1) / 1000)}:F>`);
    expect(shown).toContain('Ana (the show); rule “december” (doors)');
    expect(shown.match(/❄/g)).toHaveLength(1);
  });

  test('says nothing where nothing is frozen, and takes what cannot be read for a freeze', async () => {
    expect(await world().types('status')).not.toMatch(/❄|freeze/);
    const never = { name: 'never', reason: 'x', starts: '0 0 30 2 *', ends: '0 0 * * *' };
    expect(await world({ freezes: [never] }).types('status')).toMatch(/❄ frozen: it cannot be read .*rule “never”/);
  });
});

test('moments in the worker’s words are shown in the reader’s own zone, on replies and cards', () => {
  const at = Date.UTC(2026, 11, 25);
  const words = 'until 2026-12-25T00:00:00.000Z: rule “december” (doors <t:1:F>)';
  const outcome = { state: 'refused', code: 'freeze.in-config', lines: [`In the config: ${words}.`] } as const;
  const shown = `until <t:${String(at / 1000)}:F> (<t:${String(at / 1000)}:R>): rule “december” (doors \\<t:1:F>)`;
  expect(read(outcomeReply('unfreeze', outcome, undefined))).toContain(`In the config: ${shown}.`);
  const verdicts = [{ guard: 'not-frozen', allowed: false, code: 'freeze.active', detail: words }] as const;
  expect(read(promotionCard(promotionView({ promotion: promotion({ verdicts }) }), noLinks))).toContain(
    `✗ no: Not frozen — ${shown} \`freeze.active\``,
  );
});
