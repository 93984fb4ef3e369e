import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { productionLines, productionStanding } from '../../../src/bot/cards/production-now.ts';
import { timeline } from '../../../src/bot/cards/timeline.ts';
import { stepNames, stepStates } from '../../../src/core/step.ts';
import { at, commitB, promotionView, step } from '../world/view.ts';

const after = (seconds: number, lasts: number) => ({
  startedAt: at + seconds * 1_000,
  endedAt: at + (seconds + lasts) * 1_000,
});
const bad = { code: 'verify.unhealthy', detail: 'api: /healthz answers 500' } as const;
const says = (lines: readonly string[]): string[] =>
  lines.map((line) => line.replace(/<t:(\d+):T>/g, (_, s) => `+${String(Number(s) - at / 1_000)}`));

describe('the timeline of what was tried', () => {
  test('has time, rung, result and duration of each, in the order in which it was tried', () => {
    const view = promotionView({
      steps: [
        // As positions have it: the mending steps come last, wherever they were begun.
        step('migrate', 'skipped', { code: 'step.not-needed' }),
        step('switch', 'succeeded', after(10, 4)),
        step('verify', 'failed', { ...bad, ...after(14, 20) }),
        step('evidence', 'pending'),
        step('restart', 'failed', { ...bad, ...after(34, 24) }),
        step('roll-back', 'succeeded', { ...after(58, 3), evidence: { commit: commitB } }),
        step('verify-roll-back', 'succeeded', after(61, 0)),
      ],
    });
    expect(says(timeline(view))).toEqual([
      '+10 ✅ switched to `aaaaaaa` · 4 s',
      '+14 ❌ checked: api: /healthz answers 500 · 20 s',
      '+34 ❌ restarted the same version · checked: api: /healthz answers 500 · 24 s',
      '+58 ✅ went back to `bbbbbbb` · 3 s',
      '+61 ✅ checked: well · under 1 s',
    ]);
  });

  test('tells a restart that could not be done from one that did not help, and work that has no end yet', () => {
    const steps = [
      step('restart', 'failed', { code: 'switch.exited', detail: 'api: it ended with 3', ...after(1, 1) }),
      step('roll-back', 'started', { startedAt: at + 2_000 }),
    ];
    expect(says(timeline(promotionView({ steps })))).toEqual([
      '+1 ❌ restarting the same version failed: api: it ended with 3 · 1 s',
      '+2 ⏳ going back',
    ]);
  });

  test('has at most one line for a step, none for what was not begun, and is in order of time', () => {
    const steps = fc.uniqueArray(
      fc.record({
        name: fc.constantFrom(...stepNames),
        position: fc.nat(9),
        state: fc.constantFrom(...stepStates),
        attempts: fc.nat(3),
        detail: fc.string(),
        startedAt: fc.option(fc.integer({ min: at, max: at + 9e6 }), { nil: undefined }),
      }),
      { selector: ({ name }) => name },
    );
    fc.assert(
      fc.property(steps, (made) => {
        const lines = timeline(
          promotionView({
            steps: made.map(({ startedAt, ...rest }) => ({
              ...rest,
              ...(startedAt === undefined ? {} : { startedAt }),
            })),
          }),
        );
        const times = lines.map((line) => Number(/^<t:(\d+):T>/.exec(line)?.[1]));
        expect(times).toEqual(times.toSorted((left, right) => left - right));
        expect(lines.length).toBeLessThanOrEqual(made.filter(({ startedAt }) => startedAt !== undefined).length);
        expect(lines.join('')).not.toContain('\n');
      }),
    );
  });
});

describe('how production stands after a bad end', () => {
  const ended = { state: 'failed', startedAt: at, endedAt: at } as const;
  const serving = { commit: commitB, number: 9 };
  const switched = [step('migrate', 'succeeded'), step('switch', 'succeeded')];
  test.each([
    ['untouched', { ...ended, steps: [step('migrate', 'pending'), step('switch', 'pending')] }],
    [
      'unchecked',
      { ...ended, serving, code: 'switch.exited', steps: [step('switch', 'failed', { code: 'switch.exited' })] },
    ],
    ['unchecked', { ...ended, serving, code: 'migrate.failed', steps: [step('migrate', 'failed')] }],
    ['unknown', { ...ended, code: 'switch.mixed', steps: [step('switch', 'failed', { code: 'switch.mixed' })] }],
    ['not-well', { ...ended, serving, ...bad, steps: [...switched, step('verify', 'failed', bad)] }],
    ['not-well', { ...ended, code: 'deployment.roll-back-failed', steps: [...switched, step('roll-back', 'failed')] }],
    ['well', { ...ended, serving, code: 'step.deadline', steps: [...switched, step('verify', 'succeeded')] }],
    ['well', { ...ended, state: 'rolled-back', serving, ...bad, steps: switched }],
  ] as const)('%s', (standing, made) => {
    const view = promotionView(made);
    expect(productionStanding(view)).toBe(standing);
    const lines = productionLines(view).join('\n');
    expect(lines.includes('Production is not well')).toBe(standing === 'not-well');
    expect(lines.includes('Production is fine')).toBe(standing === 'well');
    expect(lines).toContain('**Do now:**');
  });

  test('“well” is never said without a look that said so, or a way back that was verified', () => {
    const any = fc.uniqueArray(
      fc.record({ name: fc.constantFrom(...stepNames), state: fc.constantFrom(...stepStates) }),
      { selector: ({ name }) => name },
    );
    fc.assert(
      fc.property(any, (made) => {
        const steps = made.map(({ name, state }) => step(name, state));
        if (productionStanding(promotionView({ ...ended, steps })) !== 'well') return;
        const looked = steps.filter(({ name }) => ['verify', 'restart', 'verify-roll-back'].includes(name));
        expect(looked.some(({ state }) => state === 'succeeded')).toBe(true);
      }),
    );
  });
});
