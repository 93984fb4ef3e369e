import { describe, expect, test } from 'vitest';
import { createCalendar } from '../../src/adapters/calendar/calendar.ts';
import { drawAltText, drawImage } from '../../src/bot/cards/draw-image.ts';
import { outcomeReply, pressedReply, workingReply } from '../../src/bot/cards/reply.ts';
import { commands } from '../../src/bot/commands/index.ts';
import { confirmReset } from '../../src/bot/confirmations/reset.ts';
import type { Asking } from '../../src/bot/parts.ts';
import { ProductionRefused, Refused } from '../../src/bot/refused.ts';
import { renderImage } from '../../src/bot/render-image.ts';
import { type DrawReport, type StageTool, stageTools } from '../../src/core/stage-tool.ts';
import type { RequestView } from '../../src/ports/views.ts';
import { read } from './cards/read.ts';
import { config, ids, memoryLog } from './world/config.ts';
import { HandClock } from './world/hand-clock.ts';
import { MemoryLedger } from './world/ledger.ts';

const ana = '100000000000000001';

function world() {
  const clock = new HandClock();
  const ledger = new MemoryLedger(() => clock.now());
  const asking = (who = ana): Asking => ({
    config: config(),
    intents: ledger.intents,
    views: ledger.views,
    projections: ledger.projections,
    queue: ledger.queue,
    calendar: createCalendar(),
    clock,
    log: memoryLog(),
    actor: { discordId: who, name: 'Ana' },
    may: () => true,
    request: {
      interactionId: `i${ledger.asked.length + 1}`,
      applicationId: 'app',
      token: 'tok',
      channelId: ids.deployments,
      userId: who,
      at: clock.now(),
    },
  });
  ledger.stage = {
    tools: [...stageTools],
    scenarios: [
      { name: 'fresh event', says: 'nobody has done anything' },
      { name: 'draw day', says: 'the last day, everybody eligible' },
    ],
    days: [1, 2, 3],
    draws: ['main'],
    users: ['Nora Example', 'Nils Vik', '\u200b'],
    host: 'event@db/app',
    rows: {},
    clock: null,
  };
  const types = async (name: string, options: object = {}): Promise<unknown> => {
    await commands.find((known) => known.name === name)?.run(asking(), { ...options });
    return ledger.asked.at(-1)?.intent;
  };
  const offered = async (name: string, option: string, typed: string, others = {}) =>
    ((await commands.find((known) => known.name === name)?.complete(asking(), option, typed, others)) ?? []).map(
      ({ value }) => value,
    );
  return { clock, ledger, asking, types, offered };
}

const typed: { readonly [O in StageTool]: { readonly options: object; readonly input: object } } = {
  seed: { options: { scenario: 'draw day', 'rng-seed': 7 }, input: { scenario: 'draw day', rngSeed: 7 } },
  reset: { options: {}, input: { scenario: 'fresh event' } },
  'undo-reset': { options: {}, input: {} },
  'unlock-day': { options: { day: 3, lock: true }, input: { day: 3, lock: true } },
  complete: {
    options: { user: 'Nora', mode: 'veteran', days: '1, 3-5' },
    input: { user: 'Nora', mode: 'veteran', days: [1, 3, 4, 5] },
  },
  clock: { options: { by: '-2h' }, input: { by: -7_200_000 } },
  simulate: { options: { synthetic: 1000 }, input: { synthetic: 1000 } },
  draw: { options: { entrants: 100_000 }, input: { entrants: 100_000 } },
};

describe('E4.2 E6.1–E6.4 each stage tool is a command', () => {
  test.each(stageTools)('/%s asks staging’s worker', async (tool) => {
    const { types, ledger } = world();
    const place = { project: 'advent', environment: 'staging', tier: 'staging' };
    const actor = { discordId: ana, name: 'Ana' };
    expect(await types(tool, typed[tool].options)).toEqual({ ...place, kind: tool, actor, input: typed[tool].input });
    expect(ledger.queued).toEqual([{ queue: 'staging', id: 'intent-1' }]);
  });

  test.each(stageTools)('/plan operation:%s asks what it would do', async (tool) => {
    const { types } = world();
    const asked = await types('plan', { operation: tool, day: 3, user: 'Nora' });
    expect(asked).toMatchObject({ kind: 'plan', environment: 'staging', of: { kind: tool } });
  });

  const names = ['production', 'PRODUCTION', ' Prod ', 'prod'];
  test.each(stageTools.flatMap((tool) => names.map((name) => [tool, name] as const)))(
    'E5.2 E9.4 /%s environment:%j is refused in words, and nothing is asked',
    async (tool, environment) => {
      const { types, ledger, offered } = world();
      const no = await types(tool, { ...typed[tool].options, environment }).catch((error: unknown) => error);
      expect(no).toBeInstanceOf(ProductionRefused);
      expect(no).toMatchObject({ code: 'environment.production-refused', detail: 'Offered here: staging.' });
      expect(ledger.asked).toEqual([]);
      expect(await offered(tool, 'environment', '')).toEqual(['staging']);
    },
  );

  test('what the app has is offered while people type', async () => {
    const { offered } = world();
    expect(await offered('seed', 'scenario', '')).toEqual(['fresh event', 'draw day']);
    expect(await offered('seed', 'scenario', 'everybody')).toEqual(['draw day']);
    expect(await offered('unlock-day', 'day', '')).toEqual([1, 2, 3]);
    expect(await offered('draw', 'draw', 'm')).toEqual(['main']);
    // What shows as nothing could not be picked, and Discord would refuse the whole list for it.
    expect(await offered('complete', 'user', '')).toEqual(['Nora Example', 'Nils Vik']);
    expect(await offered('simulate', 'user', 'nil')).toEqual(['Nils Vik']);
    expect(await offered('plan', 'scenario', 'draw', { operation: 'seed' })).toEqual(['draw day']);
  });

  test('a clock is told one thing, and a time that exists', async () => {
    const { types } = world();
    expect(await types('clock', { at: '2026-12-24 18:00' })).toMatchObject({
      input: { at: '2026-12-24T18:00:00.000Z' },
    });
    expect(await types('clock', { real: true })).toMatchObject({ input: { clear: true } });
    for (const wrong of [{}, { by: '1h', real: true }, { at: '2026-02-30 18:00' }, { by: 'soon' }])
      await expect(types('clock', wrong)).rejects.toMatchObject({ code: 'request.malformed' });
    await expect(types('clock', { at: 'soon' })).rejects.toMatchObject({
      detail: expect.stringMatching(/^at: wanted/),
    });
  });
});

describe('the button of /reset', () => {
  const shown = (clock: HandClock, more: Partial<RequestView> = {}): RequestView => ({
    id: 'request-1',
    interactionId: 'i0',
    applicationId: 'app',
    token: 'tok',
    channelId: ids.deployments,
    userId: ana,
    at: clock.now(),
    asked: 'reset',
    place: { project: 'advent', environment: 'staging' },
    version: 1,
    outcome: {
      state: 'done',
      code: 'stage.confirm',
      lines: ['Where: event@db/app', 'Would be wiped: 10,000 users.'],
      confirms: {
        verb: 'reset',
        label: 'Wipe, then seed “draw day”',
        planHash: 'p1',
        scenario: 'draw day',
        expiresAt: clock.now() + 600_000,
      },
    },
    ...more,
  });

  test('says what it does, and wishes for exactly what was shown', async () => {
    const { clock, ledger, asking } = world();
    const request = shown(clock);
    if (request.outcome === undefined) throw new Error('nothing was shown');
    const drawn = outcomeReply('reset', request.outcome, undefined, request.id);
    expect(`\n${read(drawn)}\n`).toMatchInlineSnapshot(`
      "
      ❔ reset: nothing is done yet
      Where: event@db/app
      Would be wiped: 10,000 users.
      It asks once. The button serves for a while: it ends <t:1795468200:R>.
      [Wipe, then seed “draw day”]
      "
    `);
    expect(drawn.components[0]?.components[0]).toMatchObject({ custom_id: 'reset:request-1' });
    await confirmReset.run(asking(), request);
    expect(ledger.asked.at(-1)?.intent).toMatchObject({
      kind: 'reset',
      environment: 'staging',
      tier: 'staging',
      input: { scenario: 'draw day' },
      confirms: { planHash: 'p1', request: 'request-1' },
    });
  });

  test('pressed, what it was under says so, with what was shown and without a button', () => {
    const pressed = pressedReply(shown(world().clock));
    expect(`\n${read(pressed)}\n`).toMatchInlineSnapshot(`
      "
      ☑ confirmed: reset
      How it ends is told below.

      Where: event@db/app
      Would be wiped: 10,000 users.
      "
    `);
    expect(pressed.components).toEqual([]);
  });

  test('is for who asked, for ten minutes, and for staging', async () => {
    const { clock, ledger, asking } = world();
    const code = async (who: string, request: RequestView) =>
      confirmReset.run(asking(who), request).then(
        () => 'asked',
        (error: unknown) => (error instanceof Refused ? error.code : String(error)),
      );
    expect(await code('100000000000000009', shown(clock))).toBe('stage.not-yours');
    const production = { place: { project: 'advent', environment: 'production' } };
    expect(await code(ana, shown(clock, production))).toBe('environment.production-refused');
    const old = shown(clock);
    await clock.advance(600_001);
    expect(await code(ana, old)).toBe('stage.confirm-expired');
    expect(ledger.asked).toEqual([]);
  });
});

describe('what takes long', () => {
  test('says how far it has come', () => {
    expect(read(workingReply('reset', { phase: 'seeding', done: 3, of: 10 }, 1_000))).toContain('seeding (3 of 10)');
  });
});

describe('a rehearsed draw as an image', () => {
  const report: DrawReport = {
    draw: 'Door <24> & "prizes"',
    seed: 's',
    seedHash: 'h',
    winners: Array.from({ length: 500 }, (_, index) => ({ user: `u${String(index)}`, prize: 'mug' })),
    won: 500,
    entrants: 10_000,
    unique: true,
    fairness: {
      expected: 5,
      counts: Array.from({ length: 100 }, (_, index) => 3 + (index % 5)),
      chiSquare: 40,
      pValue: 0.6,
    },
  };

  test('is a PNG in letters, whatever the app calls its draw', () => {
    const png = renderImage(drawImage(report));
    expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
    // Without its font there would be no letters, and hardly any bytes.
    expect(png.length).toBeGreaterThan(15_000);
    expect(drawImage({ ...report, draw: '</svg><script>' })).not.toContain('<script>');
  });

  test('has the same in words', () => {
    expect(drawAltText(report)).toContain(
      '500 winners of 10,000 entrants. Nobody wins twice. As even as chance (p = 0.600)',
    );
    const odd = { ...report, unique: false, fairness: { ...report.fairness, pValue: 0.0001 } };
    expect(drawAltText(odd)).toContain('Somebody wins twice. Less even than chance (p = 1.0e-4)');
    expect(drawImage(odd)).toContain('Somebody wins twice');
    // A cross and not a tick: colour alone would tell nobody who does not see red.
    expect(drawImage(odd).match(/<path d="M37 /g)).toHaveLength(2);
    expect(drawImage(report).match(/<path d="M36 /g)).toHaveLength(2);
  });

  test('nobody is told that one who takes part alone won as evenly as chance', () => {
    const alone = {
      ...report,
      won: 1,
      entrants: 1,
      fairness: { expected: 0, counts: [], chiSquare: 0, pValue: 1 },
    };
    expect(drawAltText(alone)).toMatch(
      /1 winners of 1 entrants\. Nobody wins twice\. Too few take part to measure how even it is\.$/,
    );
    expect(drawImage(alone)).not.toContain('As even as chance');
    expect(renderImage(drawImage(alone)).subarray(1, 4).toString('latin1')).toBe('PNG');
  });
});
