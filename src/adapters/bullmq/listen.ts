import {
  createPostgresBackend,
  type Job,
  type JobProgress,
  type PostgresConnectionOptions,
  type PostgresQueueBackend,
  WaitingError,
  Worker,
} from 'bullmq';
import { Redis } from 'ioredis';
import type { Clock } from '../../ports/clock.ts';
import type { QueueName } from '../../ports/queue.ts';
import { createBrake } from './brake.ts';
import type { Outage } from './outage.ts';
import type { RunningJobs } from './running-jobs.ts';
import {
  handedOver,
  type Payload,
  postgresConnection,
  type PostgresWorker,
  preparePostgres,
  type QueueStore,
  type RedisWorker,
  redisPrefix,
} from './store.ts';

export interface WorkerSettings {
  /** Jobs at the same time; environments are kept apart by the ledger's leases. */
  readonly concurrency?: number;
  /** Milliseconds after which a dead worker's job is free; renewed at half of it. */
  readonly lockDuration?: number;
  /** Milliseconds between looks for jobs of dead workers. */
  readonly stalledInterval?: number;
}

export interface Listening {
  readonly worker: RedisWorker | PostgresWorker;
  /** Gives the connections back without waiting for anybody. */
  drop(): Promise<void>;
}

function workerOptions(options: WorkerSettings) {
  return {
    concurrency: options.concurrency ?? 4,
    lockDuration: options.lockDuration ?? 10_000,
    stalledInterval: options.stalledInterval ?? 5000,
    // BullMQ gives a job up after this many deaths of its workers (1 by default), whatever `attempts` says. A
    // deployment must outlive more, and counts its own attempts in the ledger.
    maxStalledCount: 1000,
    // A result that could not be written is tried again well before the lock runs out; the default of 15 s is longer
    // than the lock, and the job would run twice after each outage. Documented as internal, observed on 6.7.
    runRetryDelay: 1000,
    // A worker that runs before it is ready never comes back where that fails: it keeps the failed promise and asks it
    // again and again without a turn of the event loop in between, so that this whole process hangs (observed on 6.7).
    autorun: false,
  };
}

interface Around {
  readonly running: RunningJobs;
  readonly outage: Outage;
  readonly clock: Clock;
  /** Aborted when the worker is to take nothing more. */
  readonly closing: AbortSignal;
}

/**
 * Constructs the worker and resolves when it takes jobs. Rejects where the store does not answer, leaving nothing
 * behind; the caller tries again.
 */
export async function listen(
  store: QueueStore,
  name: QueueName,
  options: WorkerSettings,
  { running, outage, clock, closing }: Around,
): Promise<Listening> {
  const work = async (job: Job<Payload, void, 'intent'>, token?: string): Promise<void> => {
    if ((await running.run(job.id ?? job.data.intentId, job.data.intentId)) === 'done') return;
    // Into the hands of another worker at once, rather than when the lock runs out.
    await job.moveToWait(token);
    throw new WaitingError();
  };
  // Never goes on to construct where this fails: a worker built while the database is down stays dead (store.ts).
  if (store.kind === 'postgres') await preparePostgres(store.url, 5000);
  const listening = store.kind === 'postgres' ? overPostgres(store.url) : await overRedis(store.url);
  try {
    listening.worker.on('error', outage.began);
    listening.worker.on('active', outage.ended);
    listening.worker.on('lockRenewalFailed', (ids: string[]) => running.lost(ids));
    await listening.worker.waitUntilReady();
    listening.worker.run().catch(outage.began);
    return listening;
  } catch (error) {
    await listening.drop();
    throw error;
  }

  function overPostgres(url: string): Listening {
    const worker = new Worker<Payload, void, 'intent', PostgresQueueBackend, JobProgress, PostgresConnectionOptions>(
      name,
      work,
      {
        connection: postgresConnection(url, 3, 5000),
        // Seconds. NOTIFY wakes every worker; this is the longest sleep where one was lost.
        drainDelay: 10,
        ...workerOptions(options),
      },
      createPostgresBackend,
    );
    worker.on('error', createBrake(worker, clock, closing));
    return { worker, drop: () => worker.backend.close(true) };
  }

  async function overRedis(url: string): Promise<Listening> {
    // Workers wait for ever: `null` is what BullMQ demands of them.
    const redis = new Redis(url, {
      maxRetriesPerRequest: null,
      lazyConnect: true,
      connectTimeout: 5000,
      retryStrategy: (times) => Math.min(50 * 2 ** times, 1000),
      reconnectOnError: handedOver,
    });
    redis.on('error', outage.began);
    redis.on('ready', outage.ended);
    try {
      await redis.connect();
    } catch (error) {
      redis.disconnect();
      throw error;
    }
    const worker = new Worker<Payload, void, 'intent'>(name, work, {
      connection: redis,
      prefix: redisPrefix,
      // Seconds. A new job wakes one blocked worker, and where that one is frozen nobody hears of it before this.
      drainDelay: 2,
      ...workerOptions(options),
    });
    return {
      worker,
      drop: async () => {
        await worker.backend.close(true).catch(() => undefined);
        redis.disconnect();
      },
    };
  }
}
