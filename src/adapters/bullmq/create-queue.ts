import {
  createPostgresBackend,
  type PostgresConnectionOptions,
  type PostgresQueueBackend,
  Queue as Bull,
} from 'bullmq';
import { Redis } from 'ioredis';
import { Batches } from '../../platform/batches.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Queue, QueueName } from '../../ports/queue.ts';
import { createOutage, type Outage } from './outage.ts';
import {
  handedOver,
  jobId,
  type Payload,
  postgresConnection,
  type PostgresQueue,
  preparePostgres,
  type QueueStore,
  type RedisQueue,
  redisPrefix,
} from './store.ts';
import { within } from './within.ts';

export interface QueueOptions {
  /** How long `add` may take, in milliseconds; below a second, since people and GitHub wait behind it. */
  readonly patience?: number;
  readonly clock?: Clock;
}

/** One named queue, constructed only while its store answers. */
type Open = (name: QueueName) => Promise<RedisQueue | PostgresQueue>;

/** Nothing is kept: a finished job's id must be free, or the sweep's re-add would be swallowed in silence. */
const job = { removeOnComplete: true, removeOnFail: true, attempts: 1 } as const;

async function opened<Q extends RedisQueue | PostgresQueue>(queue: Q, outage: Outage): Promise<Q> {
  queue.on('error', outage.began);
  try {
    await queue.waitUntilReady();
    outage.ended();
    return queue;
  } catch (error) {
    // It keeps its failure for ever; the next add makes a new one.
    await queue.close().catch(() => undefined);
    throw error;
  }
}

function overPostgres(url: string, patience: number, outage: Outage): { open: Open; end: () => void } {
  return {
    open: async (name) => {
      await preparePostgres(url, patience);
      return opened(
        new Bull<Payload, void, 'intent', Payload, void, 'intent', PostgresQueueBackend, PostgresConnectionOptions>(
          name,
          { connection: postgresConnection(url, 2, patience) },
          createPostgresBackend,
        ),
        outage,
      );
    },
    end: () => undefined,
  };
}

/** Resolves while the connection is usable. Only the very first connection is waited for; a lost one is away. */
function reachable(redis: Redis): Promise<void> {
  if (redis.status === 'ready') return Promise.resolve();
  return new Promise((resolve, reject) => {
    if (redis.status !== 'connecting' && redis.status !== 'connect' && redis.status !== 'wait') {
      reject(new Error(`Redis is away (${redis.status})`));
      return;
    }
    const settle = (error?: Error): void => {
      redis.off('ready', settle);
      redis.off('error', settle);
      redis.off('close', closed);
      if (error) reject(error);
      else resolve();
    };
    const closed = (): void => settle(new Error('Redis is away (the connection was closed)'));
    redis.on('ready', settle);
    redis.on('error', settle);
    redis.on('close', closed);
  });
}

function overRedis(url: string, outage: Outage): { open: Open; end: () => void } {
  // Without an offline queue a command fails at once instead of waiting for a server that may never come back.
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    retryStrategy: (times) => Math.min(50 * 2 ** times, 1000),
    reconnectOnError: handedOver,
  });
  redis.on('error', outage.began);
  redis.on('ready', outage.ended);
  return {
    open: async (name) => {
      await reachable(redis);
      return opened(
        new Bull<Payload, void, 'intent'>(name, {
          connection: redis,
          prefix: redisPrefix,
          streams: { events: { maxLen: 100 } },
        }),
        outage,
      );
    },
    end: () => redis.disconnect(),
  };
}

/**
 * The asking side. `add` rejects within `patience` (900 ms) where the store is away; the caller has written the
 * intent to the ledger before and goes on, since the sweep queues it again.
 */
export function createQueue(store: QueueStore, log: Log, options: QueueOptions = {}): Queue {
  const { patience = 900, clock = systemClock } = options;
  const outage = createOutage(log, `${store.kind} queue`);
  const { open, end } =
    store.kind === 'redis' ? overRedis(store.url, outage) : overPostgres(store.url, patience, outage);
  const queues = new Map<QueueName, ReturnType<Open>>();
  let closed = false;

  async function add(name: QueueName, intentIds: readonly string[]): Promise<readonly true[]> {
    if (closed) throw new Error('the queue is closed');
    let queue = queues.get(name);
    if (!queue) {
      queue = open(name);
      queues.set(name, queue);
      const failing = queue;
      failing.catch(() => {
        if (queues.get(name) === failing) queues.delete(name);
      });
    }
    await (
      await queue
    ).addBulk(
      intentIds.map((intentId) => ({ name: 'intent', data: { intentId }, opts: { ...job, jobId: jobId(intentId) } })),
    );
    outage.ended();
    return intentIds.map(() => true);
  }

  /** Those that come at once travel together: alone, each costs more of the store than everything else in a webhook. */
  const batchesOf = (name: QueueName) =>
    new Batches<string, true>(
      // Bounded here, too, so that a store that does not answer holds up no later batch.
      (ids) => within(add(name, ids), patience, clock, `the ${store.kind} queue`),
      {
        batch: 200,
        queue: 2_000,
        failed: 'together',
        patience: { clock, milliseconds: patience, what: `the ${store.kind} queue` },
      },
    );
  const batches: Readonly<Record<QueueName, Batches<string, true>>> = {
    staging: batchesOf('staging'),
    production: batchesOf('production'),
  };

  return {
    add: async (name, intentId) => {
      await batches[name].add(intentId);
    },
    close: async () => {
      closed = true;
      const closing = [...queues.values()].map(async (queue) => (await queue).close());
      // A store that is away does not answer a goodbye either.
      await within(Promise.allSettled(closing), patience, clock, 'the queue').catch(outage.began);
      end();
    },
  };
}
