import { expect, it } from 'vitest';
import { servedOf } from '../../src/core/serves.ts';
import type { Facts, StepRecord } from '../../src/core/step.ts';

const digest = `sha256:${'1'.repeat(64)}`;
const look = (name: StepRecord['name'], state: StepRecord['state'], endedAt: number, serves: Facts): StepRecord => ({
  name,
  state,
  position: 0,
  attempts: 1,
  startedAt: 0,
  endedAt,
  evidence: { serves },
});

it('is what the newest look saw, whatever became of that look', () => {
  const steps = [
    look('verify', 'failed', 5, { api: { state: 'serving', digest, well: false } }),
    look('restart', 'failed', 9, { api: { state: 'down' } }),
  ];
  expect(servedOf(steps)).toEqual([{ service: 'api', state: 'down', at: 9 }]);
  expect(servedOf(steps.slice(0, 1))).toEqual([{ service: 'api', state: 'serving', digest, well: false, at: 5 }]);
});

it('is not taken for well where nobody said so, or where it does not serve', () => {
  const [silent, wrong, right] = servedOf([
    look('verify', 'succeeded', 1, {
      a: { state: 'serving' },
      b: { state: 'mixed', well: true },
      c: { state: 'serving', well: true },
    }),
  ]);
  expect([silent?.well, wrong?.well, right?.well]).toEqual([undefined, false, true]);
});

it('is nothing where nobody has looked, or where the evidence has another shape', () => {
  expect(servedOf([])).toEqual([]);
  const { evidence: _, ...bare } = look('switch', 'succeeded', 1, {});
  expect(servedOf([bare, { ...bare, evidence: { serves: 'x' } }])).toEqual([]);
  expect(servedOf([look('verify', 'succeeded', 1, { api: 7 })])).toEqual([{ service: 'api', state: 'unknown', at: 1 }]);
});
