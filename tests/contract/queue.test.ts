import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type ConsumerOptions, createConsumer } from '../../src/adapters/bullmq/create-consumer.ts';
import { type QueueOptions, createQueue } from '../../src/adapters/bullmq/create-queue.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Consumer, Handler, Queue } from '../../src/ports/queue.ts';
import { HandClock } from '../bot/world/hand-clock.ts';
import { until } from '../world/until.ts';
import { postgresServer, redisInstalled, redisServer, type StoreServer } from './stores.ts';

const worker = fileURLToPath(new URL('fixtures/worker.ts', import.meta.url));
/** Locks short enough to watch them run out. */
const short = { lockDuration: 600, stalledInterval: 250 } as const;
/** Locks that no story sees run out. */
const lasting = { lockDuration: 3_600_000, stalledInterval: 3_600_000 } as const;
/** For whom a slow machine is no reason to give up. */
const patient = { patience: 60_000 } as const;

class Gate {
  open: () => void = () => undefined;
  readonly passed = new Promise<void>((resolve) => (this.open = resolve));
}

const stores = [
  ['redis', redisServer, redisInstalled],
  ['postgres', postgresServer, true],
] as const;

describe.each(stores)('the queue on %s', (_kind, serve, installed) => {
  describe.skipIf(!installed)('with a real server', () => {
    let server: StoreServer;
    let told: string[] = [];
    const cleanup: (() => Promise<unknown> | void)[] = [];
    const tell = (fields: object, message: string): void => void told.push(`${message} ${JSON.stringify(fields)}`);
    const log: Log = { debug: () => undefined, info: tell, warn: tell, error: tell, child: () => log };

    beforeAll(async () => {
      server = await serve();
    });
    afterAll(() => server.remove());
    afterEach(async () => {
      for (const end of cleanup.splice(0).toReversed()) await end();
      await server.empty();
      told = [];
    });

    function newQueue(options: QueueOptions = patient): Queue {
      const queue = createQueue(server.store, log, options);
      cleanup.push(() => queue.close());
      return queue;
    }

    function newConsumer(handler: Handler, options: ConsumerOptions & { clock?: HandClock } = {}): Consumer {
      const consumer = createConsumer(server.store, 'staging', handler, options, log);
      cleanup.push(async () => {
        let closed = false;
        void consumer.close(0).finally(() => (closed = true));
        await until('it is closed', async () => {
          await options.clock?.advance(1_000);
          return closed;
        });
      });
      return consumer;
    }

    /** Records the order of intents as they are handled. */
    async function recorder(options: Omit<ConsumerOptions, 'clock'> = {}): Promise<string[]> {
      const seen: string[] = [];
      await newConsumer((intentId) => Promise.resolve(void seen.push(intentId)), options).start();
      return seen;
    }

    const holds = (seen: readonly string[], intentId: string) =>
      until(`${intentId} is handled`, () => seen.includes(intentId), { tell: () => told.join('\n') });

    /** A worker process; the text it says is collected. */
    function workerProcess(what: 'hang' | 'finish') {
      const child: ChildProcess = spawn(process.execPath, [worker, server.store.kind, server.store.url, what], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let output = '';
      child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
      cleanup.push(() => void child.kill('SIGKILL'));
      return {
        child,
        says: (text: string) => until(`the worker says ${text}`, () => output.includes(text), { tell: () => output }),
      };
    }

    /** Whoever asks both, as patient as they are by themselves: after a second on the clock of the new one it is told. */
    async function bothReject(used: Queue): Promise<void> {
      await expect(used.add('staging', 'nowhere to put it')).rejects.toThrow();
      const clock = new HandClock();
      const rejected = expect(newQueue({ clock }).add('staging', 'nowhere either')).rejects.toThrow();
      await clock.advance(1_000);
      await rejected;
    }

    const takes = (queue: Queue, intentId: string): Promise<boolean> =>
      until(`it takes ${intentId}`, () =>
        queue.add('staging', intentId).then(
          () => true,
          () => false,
        ),
      );

    test('delivers an intent once, to one of two workers of its queue', async () => {
      const queue = newQueue();
      const [first, second] = [await recorder(), await recorder()];
      await queue.add('production', 'not for staging');
      for (const id of ['a', 'b:c', '7']) await queue.add('staging', id);
      await until('all are handled', () => first.length + second.length === 3);
      expect([...first, ...second].toSorted()).toEqual(['7', 'a', 'b:c']);
    });

    test('fifty at once who want the same intent get one run, and one at a time', async () => {
      const [queue, other] = [newQueue(), newQueue()];
      const [gate, seen] = [new Gate(), [] as string[]];
      const handler: Handler = async (intentId) => {
        seen.push(intentId);
        if (intentId === 'wanted') await gate.passed;
      };
      for (let count = 0; count < 2; count += 1) await newConsumer(handler).start();
      await Promise.all(
        Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? queue : other).add('staging', 'wanted')),
      );
      await queue.add('staging', 'behind');
      await holds(seen, 'behind');
      // Two workers have one in hand each, and either may come to its handler first.
      await holds(seen, 'wanted');
      expect(seen.filter((id) => id === 'wanted')).toEqual(['wanted']);
      gate.open();
      // Its id is free again: the ledger may want another look at the same intent.
      await until('it is handled again', async () => {
        await queue.add('staging', 'wanted');
        return seen.filter((id) => id === 'wanted').length >= 2;
      });
    });

    test('a handler that fails leaves the intent to the ledger, which may add it again', async () => {
      const queue = newQueue();
      let runs = 0;
      await newConsumer(() => {
        runs += 1;
        return runs === 1 ? Promise.reject(new Error('no luck')) : Promise.resolve();
      }).start();
      await queue.add('staging', 'unlucky');
      await until('it failed', () => told.some((line) => line.includes('a job failed')));
      expect(runs).toBe(1);
      await until('it ran again', async () => {
        await queue.add('staging', 'unlucky');
        return runs >= 2;
      });
    });

    test('emptied under everybody, it takes the same intents again', async () => {
      const queue = newQueue();
      await queue.add('staging', 'first');
      await queue.add('staging', 'second');
      await server.empty();
      const seen = await recorder();
      await server.empty();
      await queue.add('staging', 'third');
      await holds(seen, 'third');
      expect(seen).toEqual(['third']);
      await queue.add('staging', 'first');
      await holds(seen, 'first');
    });

    test('survives six deaths of its worker in mid-job and is delivered a seventh time', async () => {
      await newQueue().add('staging', 'deadly');
      for (let death = 1; death <= 6; death += 1) {
        const doomed = workerProcess('hang');
        await doomed.says('took deadly');
        doomed.child.kill('SIGKILL');
      }
      await workerProcess('finish').says('done deadly');
    });

    test('a worker that was frozen past its lock is told to stop when it wakes', async () => {
      const frozen = workerProcess('hang');
      await frozen.says('listens');
      await newQueue().add('staging', 'taken over');
      await frozen.says('took taken over');
      frozen.child.kill('SIGSTOP');
      await holds(await recorder(short), 'taken over');
      frozen.child.kill('SIGCONT');
      await frozen.says('aborted taken over');
    });

    test('add rejects in under a second while the store is down, and works again when it is back', async () => {
      const used = newQueue({});
      await takes(used, 'before');
      const seen = await recorder(short);
      await holds(seen, 'before');
      await server.stop();
      await bothReject(used);
      await server.start();
      await takes(used, 'after');
      await holds(seen, 'after');
    });

    test('add rejects in under a second where the line is dead, and works again', async () => {
      const used = newQueue({});
      await takes(used, 'before');
      cleanup.push(() => server.silent(false));
      server.silent(true);
      await bothReject(used);
      server.silent(false);
      await takes(used, 'after');
      await holds(await recorder(), 'after');
    });

    test('a consumer that starts while the store is down waits for it', async () => {
      await server.stop();
      const seen: string[] = [];
      const consumer = newConsumer((intentId) => Promise.resolve(void seen.push(intentId)));
      const listening = consumer.start();
      await until('it noticed', () => told.some((line) => line.includes('the queue has trouble')));
      await server.start();
      await listening;
      await newQueue().add('staging', 'early bird');
      await holds(seen, 'early bird');
    });

    test('a consumer that never got to its store can be closed', async () => {
      await server.stop();
      const consumer = newConsumer(() => Promise.resolve());
      const listening = consumer.start();
      await until('it noticed', () => told.some((line) => line.includes('the queue has trouble')));
      await consumer.close(10_000);
      await listening;
      await server.start();
    });

    test('a job that a shutdown interrupts is in other hands at once', async () => {
      const queue = newQueue();
      const taken = new Gate();
      const leaving = newConsumer((_intentId, signal) => {
        taken.open();
        return new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(new Error('told to stop'))),
        );
      }, lasting);
      await leaving.start();
      await queue.add('staging', 'handed over');
      await taken.passed;
      // Were it left to their locks, nobody would live to see it.
      const seen = await recorder(lasting);
      await leaving.close(60_000);
      await holds(seen, 'handed over');
    });

    test('close does not wait longer than its deadline for a handler that does not listen', async () => {
      const [taken, deaf, clock] = [new Gate(), new Gate(), new HandClock()];
      const consumer = newConsumer(
        async () => {
          taken.open();
          await deaf.passed;
        },
        { ...short, clock },
      );
      await consumer.start();
      await newQueue().add('staging', 'stuck');
      await taken.passed;
      const closed = consumer.close(200);
      await clock.advance(200);
      await closed;
      // Not lost: free for others when the lock has run out.
      await holds(await recorder(short), 'stuck');
      deaf.open();
    });

    test('close is quick when there is nothing to do', async () => {
      // Its clock stands still: it waits for nothing.
      const consumer = newConsumer(() => Promise.resolve(), { clock: new HandClock() });
      await consumer.start();
      await consumer.close(5000);
    });
  });
});
