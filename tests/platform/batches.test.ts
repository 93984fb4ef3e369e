import { expect, test } from 'vitest';
import { HeldClock } from '../webhooks/held-clock.ts';
import { Batches, type Patience } from '../../src/platform/batches.ts';

/** A store that holds each batch until it is released, and refuses those with a poisoned row. */
function heldStore(failed?: 'one by one' | 'together', patience?: Patience) {
  const written: (readonly string[])[] = [];
  const held: (() => void)[] = [];
  let arrived = (): void => undefined;
  const batches = new Batches<string, string>(
    async (rows) => {
      written.push(rows);
      arrived();
      await new Promise<void>((resolve) => held.push(resolve));
      if (rows.includes('poison')) throw new Error('refused');
      return rows.map((row) => `${row}, written`);
    },
    { batch: 3, queue: 5, ...(failed && { failed }), ...(patience && { patience }) },
  );
  const next = (): Promise<void> => new Promise((resolve) => (arrived = resolve));
  const release = (): void => held.shift()?.();
  return { batches, written, next, release };
}

test('the first goes at once, and what comes meanwhile goes together', async () => {
  const { batches, written, next, release } = heldStore();
  let arrived = next();
  const first = batches.add('a');
  await arrived;
  const others = ['b', 'c', 'd', 'e'].map((row) => batches.add(row));
  expect(written).toEqual([['a']]);
  arrived = next();
  release();
  expect(await first).toBe('a, written');
  await arrived;
  arrived = next();
  release();
  await arrived;
  release();
  expect(await Promise.all(others)).toEqual(['b, written', 'c, written', 'd, written', 'e, written']);
  expect(written).toEqual([['a'], ['b', 'c', 'd'], ['e']]);
});

test.for([
  ['one by one', ['fulfilled', 'rejected', 'fulfilled'], 4],
  ['together', ['rejected', 'rejected', 'rejected'], 1],
] as const)('a batch that failed, %s', async ([failed, ends, writes]) => {
  const { batches, written, next, release } = heldStore(failed);
  const all = Promise.allSettled(['a', 'poison', 'b'].map((row) => batches.add(row)));
  for (let write = 0; write < writes; write += 1) {
    if (written.length <= write) await next();
    release();
  }
  expect((await all).map((one) => one.status)).toEqual(ends);
});

test('who waits gives up when it is due, in the store or before it; too many are refused', async () => {
  const clock = new HeldClock();
  const patience = { clock, milliseconds: 200, what: 'the store' };
  const { batches, written, next, release } = heldStore(undefined, patience);
  let arrived = next();
  const first = batches.add('a');
  await arrived;
  const second = batches.add('b');
  clock.advance(100);
  const rest = ['c', 'd', 'e', 'f'].map((row) => batches.add(row));
  await expect(batches.add('g')).rejects.toThrow('5 rows wait');
  // One timer for all, and it is the first one's.
  expect(clock.pending()).toEqual([100]);
  clock.advance(100);
  await expect(first).rejects.toThrow('the store did not answer within 200 ms');
  await expect(second).rejects.toThrow('the store did not answer within 200 ms');
  for (let more = 0; more < 2; more += 1) {
    arrived = next();
    release();
    await arrived;
  }
  release();
  await Promise.all(rest);
  // What was under way stays written; what only waited is not.
  expect(written).toEqual([['a'], ['c', 'd', 'e'], ['f']]);
  expect(clock.pending()).toEqual([]);
});
