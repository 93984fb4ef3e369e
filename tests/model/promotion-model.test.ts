import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Model, acts } from './commands.ts';
import { Troupe } from './troupe.ts';

/**
 * Any history of pushes, approvals, lost roles, deaths and clocks: never two owners, never in production what staging
 * has not passed or nobody has approved, never a card that says what is not so. Prints seed and shortest history.
 */
test('whatever people do and whoever dies, production gets only what was passed and approved', async () => {
  const seen = new Map<string, number>();
  let sleepers = 0;
  await fc.assert(
    fc.asyncProperty(fc.commands(acts, { maxCommands: 24, size: 'small' }), async (commands) => {
      const troupe = await Troupe.gathers();
      const model: Model = { pushed: 0 };
      await fc.asyncModelRun(() => ({ model, real: troupe }), commands);
      sleepers += troupe.oracle.sleepers;
      for (const [effect, count] of troupe.oracle.seen) seen.set(effect, (seen.get(effect) ?? 0) + count);
    }),
    { numRuns: 2000 },
  );
  // It looked at something: each effect took place, and more than once or twice. How often is chance: about thirty
  // ways back in two thousand histories.
  for (const effect of [
    'switch staging',
    'exercise staging',
    'switch production',
    'restart production',
    'roll-back production',
  ])
    expect(seen.get(effect) ?? 0, effect).toBeGreaterThan(5);
  expect(sleepers, 'workers frozen until another one had taken over').toBeGreaterThan(50);
}, 300_000);
