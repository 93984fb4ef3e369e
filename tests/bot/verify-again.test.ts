import { createCalendar } from '../../src/adapters/calendar/calendar.ts';
import { describe, expect, test } from 'vitest';
import { card } from '../../src/bot/cards/card.ts';
import { components } from '../../src/bot/components/index.ts';
import type { Asking } from '../../src/bot/parts.ts';
import type { DeploymentView } from '../../src/ports/views.ts';
import { read } from './cards/read.ts';
import { config, ids, memoryLog } from './world/config.ts';
import { HandClock } from './world/hand-clock.ts';
import { MemoryLedger } from './world/ledger.ts';
import { at, promotion, promotionView, step, view } from './world/view.ts';

async function press(on: DeploymentView): Promise<MemoryLedger['asked']> {
  const clock = new HandClock();
  const ledger = new MemoryLedger(() => clock.now());
  const { intents, views, projections, queue } = ledger;
  const asking: Asking = {
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
  await components.find(({ verb }) => verb === 'verify')?.run(asking, on);
  return ledger.asked;
}

describe('the Verify again button', () => {
  test.each([
    ['staging’s own card', view({ state: 'succeeded' })],
    ['a promotion’s card', promotionView()],
  ])('on %s asks staging’s worker for that deployment', async (_, on) => {
    const [asked] = await press(on);
    expect(asked?.intent).toMatchObject({
      kind: 'verify',
      environment: 'staging',
      tier: 'staging',
      deployment: on.id,
      actor: { discordId: '100000000000000001' },
    });
  });

  test('of an environment that the config names no more is refused', async () => {
    await expect(press(view({ environment: 'staging-9', state: 'succeeded' }))).rejects.toThrow('environment.unknown');
  });

  test('is there where fresh evidence could help, and nowhere else', () => {
    const stale = promotion({
      verdicts: [{ guard: 'evidence-is-fresh', allowed: false, code: 'evidence.stale-age', detail: '4 days old' }],
    });
    const has = (drawn: DeploymentView): boolean => read(card(drawn)).includes('[Verify again]');
    expect(has(view({ state: 'succeeded' }))).toBe(true);
    expect(has(promotionView({ promotion: stale }))).toBe(true);
    expect(has(view({ kind: 'verification', state: 'failed', endedAt: at }))).toBe(true);
    expect(has(promotionView())).toBe(false);
    expect(has(promotionView({ promotion: stale, state: 'cancelled', endedAt: at }))).toBe(false);
    expect(has(view({ state: 'running' }))).toBe(false);
    expect(has(view({ kind: 'verification', state: 'running' }))).toBe(false);
    expect(has(view({ kind: 'rollback', state: 'succeeded', endedAt: at }))).toBe(false);
    expect(has(view({ tier: 'production', environment: 'production', state: 'succeeded', endedAt: at }))).toBe(false);
  });
});

test('the card of a verification says that it brought nothing new', () => {
  const steps = [step('verify', 'succeeded'), step('test', 'succeeded'), step('evidence', 'succeeded')];
  const suite = { name: 'integration', ok: true, passed: 12, failed: 0, skipped: 0, failures: [] };
  const drawn = read(
    card(view({ kind: 'verification', state: 'succeeded', steps, suites: [suite], endedAt: at + 4_000 })),
  );
  expect(`\n${drawn}\n`).toMatchInlineSnapshot(`
    "
    staging ✅ verified again · aaaaaaa · advent #12
    **Open door 7** — ana
    **Verified again:** staging’s checks passed on what it serves.
    http://127.0.0.1:4000
    When it is good, type /promote, or press Promote on the card of this version.
    ✅ Tests passed (integration): 12 passed
    Ended <t:1795467604:R>, took 4 s

    ✅ Done: verify 4 s, test 4 s, evidence 4 s
    [Verify again] [Logs]
    "
  `);
});
