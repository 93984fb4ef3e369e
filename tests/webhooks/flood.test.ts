import { expect, onTestFinished, test, vi } from 'vitest';
import type { Clock } from '../../src/ports/clock.ts';
import type { Delivery } from '../../src/ports/intents.ts';
import { createMetrics } from '../../src/webhooks/metrics.ts';
import { sweepOnce } from '../../src/webhooks/sweep.ts';
import { createTakeUp } from '../../src/webhooks/take-up.ts';
import { deliver, openFrontDoor } from './front-door.ts';
import { HeldClock } from './held-clock.ts';
import { MemoryLedger } from './memory-ledger.ts';

const star = (id: string): Delivery => ({ id, event: 'star', repository: 'other/one', bodyHash: id });

function takingUp(ledger: MemoryLedger, clock: Clock) {
  const warn = vi.fn();
  const leftSome = vi.fn();
  const takeUp = createTakeUp({
    intents: ledger,
    queue: { add: () => Promise.resolve(), close: () => Promise.resolve() },
    clock,
    signal: new AbortController().signal,
    ledgerWithin: (work) => work,
    queueWithin: (work) => work,
    log: { debug: vi.fn(), info: vi.fn(), warn, error: vi.fn(), child: vi.fn() },
    followed: () => undefined,
    metrics: createMetrics(),
    leftSome,
  });
  let sent = 0;
  const arrive = (many: number): void => {
    for (const end = sent + many; sent < end; sent += 1) {
      const delivery = star(`d-${sent}`);
      ledger.deliveries.set(delivery.id, delivery);
      takeUp.offer(delivery);
    }
  };
  return { takeUp, arrive, warn, leftSome };
}

test('a flood is bounded: what does not fit waits in the ledger for the sweep', async () => {
  const ledger = new MemoryLedger();
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  let atOnce = 0;
  let most = 0;
  ledger.before = async (method) => {
    if (method !== 'finishDelivery') return;
    atOnce += 1;
    most = Math.max(most, atOnce);
    await held;
    atOnce -= 1;
  };
  const pauses: number[] = [];
  const clock = { now: () => 0, wait: async (milliseconds: number) => void pauses.push(milliseconds) };
  const { takeUp, arrive, warn, leftSome } = takingUp(ledger, clock);
  arrive(1500);
  for (const delivery of ledger.deliveries.values()) takeUp.offer(delivery);
  release();
  await takeUp.idle();
  expect(most).toBe(100);
  expect(ledger.ends.size).toBe(1001);
  // The first went alone, at once; then ten full rounds with a pause between.
  expect(pauses).toEqual(Array.from({ length: 9 }, () => 100));
  expect(warn).toHaveBeenCalledOnce();
  expect(leftSome).toHaveBeenCalledOnce();
  expect(await sweepOnce(ledger, takeUp)).toBe(499);
  expect(ledger.ends.size).toBe(1500);
});

test('while a flood lasts there is a round each two seconds; when it is over, one after the other', async () => {
  const ledger = new MemoryLedger();
  const clock = new HeldClock();
  const { takeUp, arrive } = takingUp(ledger, clock);
  const pausing = (): Promise<void> => vi.waitFor(() => expect(clock.pending()).toEqual([100]));
  arrive(200);
  const ended: number[] = [];
  for (let pause = 0; pause <= 40; pause += 1) {
    await pausing();
    ended.push(ledger.ends.size);
    arrive(25);
    clock.advance(100);
  }
  // The very first went alone, at once, and a round with it.
  expect([ended[0], ended[19], ended[20], ended[39], ended[40]]).toEqual([101, 101, 201, 201, 301]);
  for (let rounds = 0; rounds < 10; rounds += 1) {
    await pausing();
    expect(ledger.ends.size).toBe(301 + rounds * 100);
    clock.advance(100);
  }
  await takeUp.idle();
  expect(ledger.ends.size).toBe(1225);
});

test('a few at once are not made to wait', async () => {
  const ledger = new MemoryLedger();
  const clock = new HeldClock();
  const { takeUp, arrive } = takingUp(ledger, clock);
  arrive(20);
  await takeUp.idle();
  expect(ledger.ends.size).toBe(20);
  expect(clock.pending()).toEqual([]);
});

test('what a flood left is swept as soon as it is over, not at the next minute', async () => {
  const ledger = new MemoryLedger();
  const clock = new HeldClock();
  const { webhooks, hook } = await openFrontDoor({ ledger, clock });
  onTestFinished(() => webhooks.close());
  await vi.waitFor(() => expect(clock.pending()).toEqual([60_000]));
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  ledger.before = (method) => (method === 'finishDelivery' ? held : undefined);
  for (let at = 0; at < 1200; at += 100) {
    const sent = Array.from({ length: 100 }, (_, one) => deliver(hook, 'star', { number: at + one }));
    expect((await Promise.all(sent)).every(({ status }) => status === 202)).toBe(true);
  }
  release();
  for (let looks = 0; ledger.ends.size < 1200 && looks < 30; looks += 1) {
    await vi.waitFor(() => expect(ledger.ends.size === 1200 || clock.pending().includes(100)).toBe(true));
    clock.advance(100);
  }
  expect(ledger.ends.size).toBe(1200);
});
