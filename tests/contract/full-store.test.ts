import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createConsumer } from '../../src/adapters/bullmq/create-consumer.ts';
import { createQueue } from '../../src/adapters/bullmq/create-queue.ts';
import type { QueueStore } from '../../src/adapters/bullmq/store.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { silentLog } from '../world/silent-log.ts';
import { until } from '../world/until.ts';
import { type FullLine, fullLine } from './full-line.ts';
import { postgresServer, type StoreServer } from './stores.ts';

let server: StoreServer;
let line: FullLine;
let store: QueueStore;
const cleanup: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  server = await postgresServer();
});
afterAll(() => server.remove());
beforeEach(async () => {
  line = await fullLine(Number(new URL(server.directUrl).port));
  store = { kind: 'postgres', url: `postgres://greenroom@127.0.0.1:${String(line.port)}/postgres` };
});
afterEach(async () => {
  for (const end of cleanup.splice(0).toReversed()) await end();
  await line.close();
});

function worker(clock: Clock = systemClock) {
  const seen: string[] = [];
  const handler = (intentId: string): Promise<void> => Promise.resolve(void seen.push(intentId));
  const consumer = createConsumer(store, 'staging', handler, { clock }, silentLog);
  cleanup.push(() => consumer.close(0));
  return { consumer, handles: (id: string) => until(`${id} is handled`, () => seen.includes(id)) };
}

async function asks(id: string): Promise<void> {
  const queue = createQueue({ kind: 'postgres', url: server.directUrl }, silentLog);
  await queue.add('staging', id);
  await queue.close();
}

describe('a worker whose PostgreSQL has no connection left', () => {
  it('when it connects does nothing else any harm, and works as soon as there is one', async () => {
    // Enough for the look whether the tables are there, but not for the worker itself: it hung the whole process.
    line.lets(1);
    const { consumer, handles } = worker();
    const starting = consumer.start();
    await until('it is refused, more than once', () => line.refused() > 1);
    line.lets(Number.POSITIVE_INFINITY);
    await starting;
    await asks('later');
    await handles('later');
  });

  it('in the middle of its work does not ask again and again, and goes on when there is one', async () => {
    const pauses: (() => void)[] = [];
    const { consumer, handles } = worker({
      now: () => Date.now(),
      wait: (milliseconds, signal) =>
        milliseconds === 1000
          ? new Promise((resolve) => {
              pauses.push(resolve);
              signal?.addEventListener('abort', () => resolve());
            })
          : systemClock.wait(milliseconds, signal),
    });
    await consumer.start();
    await asks('before');
    await handles('before');

    line.lets(0);
    line.cut();
    await until('it pauses', () => pauses.length > 0);
    await asks('meanwhile');
    const refused = line.refused();
    // As many turns of a real server as are enough for several tries of a worker that does not pause.
    for (let turn = 0; turn < 25; turn += 1) await asks(`turn-${String(turn)}`);
    // One may have been on its way.
    expect(line.refused() - refused).toBeLessThan(2);

    line.lets(Number.POSITIVE_INFINITY);
    for (const go of pauses.splice(0)) go();
    await handles('meanwhile');
  });
});
