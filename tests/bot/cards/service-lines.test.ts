import { expect, test } from 'vitest';
import { serviceLines } from '../../../src/bot/cards/service-lines.ts';
import { at, promotionView, step } from '../world/view.ts';

const digest = (n: string) => `sha256:${n.repeat(64)}` as const;
const artifacts = ['api', 'web', 'worker'].map((service, n) => ({ service, key: service, digest: digest(String(n)) }));
const running = { state: 'running', startedAt: at, artifacts } as const;

test('after a bad look: which is not well, which was not reached by it, which is down', () => {
  const serves = {
    // As PostgreSQL gives keys back: the shorter ones first.
    web: { state: 'serving', digest: digest('1') },
    api: { state: 'serving', digest: digest('0'), well: false },
    worker: { state: 'down' },
  };
  const steps = [step('verify', 'failed', { evidence: { serves } }), step('restart', 'pending')];
  expect(serviceLines(promotionView({ ...running, steps }))).toEqual([
    '**Services** as seen <t:1795467604:R>',
    '❌ api: not well, serves `000000000000`',
    '❔ web: not checked, serves `111111111111`',
    '❌ worker: `down`',
  ]);
});

test('while they are switched: a line each, with what they are switched to', () => {
  expect(serviceLines(promotionView({ ...running, steps: [step('switch', 'started')] }))).toEqual([
    '**Services**',
    '⏳ api: being switched to `000000000000`',
    '⏳ web: being switched to `111111111111`',
    '⏳ worker: being switched to `222222222222`',
  ]);
});

test('while a promotion is taken back, its own digests are not named as what will serve', () => {
  const lines = serviceLines(promotionView({ ...running, steps: [step('roll-back', 'started')] }));
  expect(lines[1]).toBe('⏳ api: going back to the version before');
  expect(lines.join('')).not.toContain('0000');
});

test('before anything was done or seen, nothing is said', () => {
  expect(serviceLines(promotionView({ ...running, steps: [step('migrate', 'started')] }))).toEqual([]);
});
