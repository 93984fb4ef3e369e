import { expect, test } from 'vitest';
import { identifyPace } from '../../src/bot/identify-pace.ts';
import { HandClock, calm } from './world/hand-clock.ts';

test('a gateway that hangs up at once costs fewer than 1000 IDENTIFYs a day, the first two without delay', async () => {
  const clock = new HandClock();
  const pace = identifyPace(clock);
  const signal = new AbortController().signal;
  let count = 0;
  let goOn = true;
  void (async () => {
    while (goOn) {
      await pace.waitForIdentify(0, signal);
      count += 1;
      if (count === 2) await calm();
      // What the client does after being hung up on.
      await clock.wait(500);
    }
  })();
  await clock.advance(600);
  expect(count).toBe(2);
  await clock.advance(24 * 3_600_000);
  goOn = false;
  expect(count).toBeLessThan(1_000);
  expect(count).toBeGreaterThan(300);
});

test('a connection that was given up does not identify', async () => {
  const clock = new HandClock();
  const pace = identifyPace(clock);
  const gone = new AbortController();
  await pace.waitForIdentify(0, gone.signal);
  await pace.waitForIdentify(0, gone.signal);
  const third = pace.waitForIdentify(0, gone.signal);
  gone.abort();
  await expect(third).rejects.toThrow('given up');
});
