import { expect, onTestFinished, test, vi } from 'vitest';
import type { Delivery } from '../../src/ports/intents.ts';
import type { FrontDoorOptions } from './front-door.ts';
import { deliver, openFrontDoor, push } from './front-door.ts';
import { HeldClock } from './held-clock.ts';
import { MemoryLedger } from './memory-ledger.ts';

async function door(options: FrontDoorOptions = {}) {
  const opened = await openFrontDoor(options);
  onTestFinished(() => opened.webhooks.close());
  return opened;
}

const recorded = (id: string, more: Partial<Delivery> = {}): Delivery => ({
  id,
  event: 'push',
  repository: 'acme/advent',
  bodyHash: id,
  raw: Buffer.from(JSON.stringify(push())),
  ...more,
});
const withoutRaw: Delivery = { id: 'd-3', event: 'push', repository: 'other/one', bodyHash: 'd-3' };

test('what an earlier run recorded and did not end is taken up at start', async () => {
  const ledger = new MemoryLedger();
  const left = [
    recorded('d-1'),
    recorded('d-2', { event: 'star' }),
    withoutRaw,
    recorded('d-4', { raw: Buffer.from('{}') }),
    { ...withoutRaw, id: 'd-5', damaged: true } as const,
  ];
  for (const delivery of left) ledger.deliveries.set(delivery.id, delivery);
  const { queued } = await door({ ledger });
  await vi.waitFor(() => expect(ledger.ends.size).toBe(5));
  expect(Object.fromEntries(ledger.ends)).toEqual({
    'd-1': { intent: 'intent-1' },
    'd-2': { code: 'event.not-used' },
    'd-3': { code: 'push.other-repository' },
    'd-4': { code: 'event.malformed' },
    'd-5': { code: 'delivery.damaged' },
  });
  await vi.waitFor(() => expect(queued).toHaveLength(1));
});

test('the sweep comes again each minute, and 5 s after one that failed', async () => {
  const ledger = new MemoryLedger();
  const clock = new HeldClock();
  const { queued, lines } = await door({ ledger, clock });
  await vi.waitFor(() => expect(clock.pending()).toEqual([60_000]));
  ledger.deliveries.set('d-1', recorded('d-1'));
  clock.advance(59_999);
  expect(queued).toEqual([]);
  ledger.before = () => Promise.reject(new Error('away'));
  clock.advance(1);
  await vi.waitFor(() => expect(clock.pending()).toEqual([5000]));
  expect(lines.at(-1)).toMatchObject({ level: 'warn' });
  ledger.before = () => undefined;
  clock.advance(5000);
  await vi.waitFor(() => expect(queued).toHaveLength(1));
});

test('one delivery that cannot be ended holds up no other, and one sweep tries it once', async () => {
  const ledger = new MemoryLedger();
  const { webhooks, lines } = await door({ ledger, clock: new HeldClock() });
  for (let at = 0; at < 250; at += 1) ledger.deliveries.set(`d-${at}`, recorded(`d-${at}`, { event: 'star' }));
  const real = ledger.finishDelivery.bind(ledger);
  let tries = 0;
  ledger.finishDelivery = (id, end) => {
    if (id !== 'd-0') return real(id, end);
    tries += 1;
    return Promise.reject(new Error('poisoned'));
  };
  expect(await webhooks.sweep()).toBe(250);
  expect(ledger.ends.size).toBe(249);
  expect(tries).toBe(1);
  expect(lines.filter((line) => line.level === 'error')).toHaveLength(1);
});

test('a queue that is away fails nothing: the intent is in the ledger', async () => {
  const opened = await door();
  opened.queue.away = true;
  const answer = await deliver(opened.hook, 'push', push(), { 'x-github-delivery': 'd-1' });
  expect(answer.status).toBe(202);
  await vi.waitFor(() => expect(opened.ledger.ends.get('d-1')).toEqual({ intent: 'intent-1' }));
  await vi.waitFor(() => expect(opened.lines.filter((line) => line.message.includes('queue is away'))).toHaveLength(1));
});

test('a ledger that hangs while a delivery is ended gives its place back', async () => {
  const ledger = new MemoryLedger();
  const clock = new HeldClock();
  const { hook, lines } = await door({ ledger, clock });
  ledger.before = (method) => (method === 'finishDelivery' ? new Promise(() => undefined) : undefined);
  expect((await deliver(hook, 'star', {}, { 'x-github-delivery': 'd-1' })).status).toBe(202);
  await vi.waitFor(() => expect(clock.pending()).toContain(5000));
  clock.advance(5000);
  await vi.waitFor(() => expect(lines.at(-1)?.message).toContain('left to the next sweep'));
});

test('closing answers what has arrived and finishes what is in hand', async () => {
  const ledger = new MemoryLedger();
  const opened = await openFrontDoor({ ledger, clock: new HeldClock() });
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const arrived = new Promise<void>((resolve) => {
    ledger.before = (method) => {
      if (method !== 'recordDelivery') return undefined;
      resolve();
      return held;
    };
  });
  const answer = deliver(opened.hook, 'push', push(), { 'x-github-delivery': 'd-1' });
  await arrived;
  const closed = opened.webhooks.close();
  release();
  await closed;
  expect((await answer).status).toBe(202);
  expect(ledger.ends.get('d-1')).toEqual({ intent: 'intent-1' });
  expect(opened.queued).toHaveLength(1);
  await expect(fetch(opened.url)).rejects.toThrow();
});
