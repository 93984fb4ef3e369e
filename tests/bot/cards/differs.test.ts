import { expect, test } from 'vitest';
import { card } from '../../../src/bot/cards/card.ts';
import type { DeploymentView } from '../../../src/ports/views.ts';
import { at, step, view } from '../world/view.ts';
import { read } from './read.ts';

const draw = (differs: readonly string[] | undefined, more: Partial<DeploymentView> = {}): string => {
  const verify = { ...step('verify', 'succeeded'), evidence: differs === undefined ? {} : { differs } };
  return read(card(view({ state: 'succeeded', endedAt: at + 34_000, steps: [verify], ...more })));
};

test('R4.2 staging’s card says how its processes are bound otherwise than production’s', () => {
  const shown = draw(['api, guest: 2 shared CPU, 512 MB on staging; 1 shared CPU, 256 MB in production']);
  expect(shown).toMatch(/⚠ \*\*Other constraints than production\*\* — promotion stays closed/);
  expect(shown).toContain('api, guest: 2 shared CPU, 512 MB on staging; 1 shared CPU, 256 MB in production');
});

test('a staging that is bound like production has nothing to say', () => {
  expect(draw([])).not.toContain('constraints');
  expect(draw(undefined)).not.toContain('constraints');
});

test('what a machine says of itself is text, and there is room for so much of it', () => {
  const hostile = draw(['api, init: @everyone [here](https://evil.test) `x`', ...Array.from({ length: 9 }, () => 'y')]);
  expect(hostile).not.toMatch(/(?<!\\)\[here\]\(/);
  expect(hostile).toMatch(/6 more/);
});
