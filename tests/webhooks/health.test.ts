import { expect, onTestFinished, test, vi } from 'vitest';
import type { FrontDoorOptions } from './front-door.ts';
import { deliver, openFrontDoor, push } from './front-door.ts';
import { HeldClock } from './held-clock.ts';
import { MemoryLedger } from './memory-ledger.ts';

async function door(options: FrontDoorOptions = {}) {
  const opened = await openFrontDoor(options);
  onTestFinished(() => opened.webhooks.close());
  return opened;
}

test('healthz says that it runs; readyz says whether it can work, and what is missing', async () => {
  let checks = [
    { name: 'ledger', ok: true },
    { name: 'queue', ok: true },
  ];
  const { url } = await door({ readiness: () => Promise.resolve(checks) });
  expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' });
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  checks = [
    { name: 'ledger', ok: true },
    { name: 'queue', ok: false },
  ];
  const response = await fetch(`${url}/readyz`);
  expect(response.status).toBe(503);
  expect(await response.json()).toEqual({ status: 'not ready', checks });
  expect((await fetch(`${url}/metrics`)).status).toBe(404);
});

test('a readiness check that fails or hangs is not ready', async () => {
  const failing = await door({ readiness: () => Promise.reject(new Error('postgres://user:secret@host')) });
  const response = await fetch(`${failing.url}/readyz`);
  expect(response.status).toBe(503);
  expect(await response.text()).not.toContain('secret');
  const clock = new HeldClock();
  const hanging = await door({ clock, readiness: () => new Promise(() => undefined) });
  const answer = fetch(`${hanging.url}/readyz`);
  await vi.waitFor(() => expect(clock.pending()).toContain(1000));
  clock.advance(1000);
  expect((await answer).status).toBe(503);
});

test('metrics count answers and ends, on loopback and their own port', async () => {
  const { hook, metricsPort, ledger } = await door({ metricsPort: 0 });
  await deliver(hook, 'push', push(), { 'x-github-delivery': 'd-1' });
  await deliver(hook, 'star', {});
  await deliver(hook, 'push', push(), { 'x-hub-signature-256': undefined });
  await deliver(hook, 'push', 'x'.repeat(2_000_000));
  await vi.waitFor(() => expect(ledger.ends.size).toBe(2));
  const metrics = async () => (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  await vi.waitFor(async () => {
    const text = await metrics();
    expect(text).toContain('greenroom_webhook_answer_seconds_count{outcome="fresh"} 2');
    expect(text).toContain('greenroom_webhook_answer_seconds_count{outcome="signature-missing"} 1');
    expect(text).toContain('greenroom_webhook_answer_seconds_count{outcome="refused-413"} 1');
    expect(text).toContain('greenroom_webhook_deliveries_ended_total{as="intent"} 1');
    expect(text).toContain('greenroom_webhook_deliveries_ended_total{as="event.not-used"} 1');
    expect(text).toContain('process_resident_memory_bytes');
  });
  expect((await fetch(`http://127.0.0.1:${metricsPort}/`)).status).toBe(404);
});

test('a port that is taken is said in words', async () => {
  const first = await door({ metricsPort: 0 });
  const second = openFrontDoor({ metricsPort: first.metricsPort ?? 1, ledger: new MemoryLedger() });
  await expect(second).rejects.toThrow(/A port is taken \(HOST 127\.0\.0\.1, PORT 0, METRICS_PORT \d+\)/);
});
