import { systemClock } from '../../platform/clock.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Consumer, Handler, QueueName } from '../../ports/queue.ts';
import { createOutage } from './outage.ts';
import { createRunningJobs } from './running-jobs.ts';
import { type Listening, listen, type WorkerSettings } from './listen.ts';
import type { QueueStore } from './store.ts';
import { within } from './within.ts';

export interface ConsumerOptions extends WorkerSettings {
  readonly clock?: Clock;
}

/**
 * The working side: at-least-once, one run of an intent at a time in this process. A handler's rejection is logged
 * and the job ends: the ledger, not the queue, says what is unfinished.
 */
export function createConsumer(
  store: QueueStore,
  name: QueueName,
  handler: Handler,
  options: ConsumerOptions,
  log: Log,
): Consumer {
  const clock = options.clock ?? systemClock;
  const outage = createOutage(log, `${store.kind} worker of ${name}`);
  const running = createRunningJobs(handler, log);
  const closing = new AbortController();
  let starting: Promise<Listening | undefined> | undefined;

  async function untilListening(): Promise<Listening | undefined> {
    for (let pause = 50; !closing.signal.aborted; pause = Math.min(pause * 2, 1000)) {
      try {
        const listening = await listen(store, name, options, { running, outage, clock, closing: closing.signal });
        outage.ended();
        if (!closing.signal.aborted) return listening;
        // Closed meanwhile, and perhaps nobody waits for this any more.
        await leave(listening, 0);
      } catch (error) {
        outage.began(error);
        await clock.wait(pause, closing.signal);
      }
    }
    return undefined;
  }

  async function leave(listening: Listening, deadlineMs: number): Promise<void> {
    // Stop taking first, else what is put back would be taken again by ourselves. This also ends the blocking wait,
    // which on Redis would swallow the marker that is to wake another worker.
    const closed = listening.worker.close().catch(outage.began);
    try {
      await within(running.stop(), deadlineMs, clock, 'a handler');
      await within(closed, 2000, clock, 'closing the worker');
    } catch (error) {
      // Whatever is still held is free again when its lock runs out.
      log.warn({ queue: name, error }, 'left the queue without waiting any longer');
    }
    await within(listening.drop(), 1000, clock, 'closing connections').catch(outage.began);
  }

  return {
    start: async () => {
      starting ??= untilListening();
      await starting;
    },
    close: async (deadlineMs) => {
      closing.abort();
      if (!starting) return;
      // Starting may hang on a store that accepts and never answers; it ends by itself when it notices.
      const listening = await within(starting, deadlineMs, clock, 'starting').catch(outage.began);
      if (listening) await leave(listening, deadlineMs);
    },
  };
}
