import { createHash } from 'node:crypto';
import {
  assertSchemaCompatibility,
  type JobProgress,
  LATEST_SCHEMA_VERSION,
  type PostgresConnectionOptions,
  type PostgresPoolConfig,
  type PostgresQueueBackend,
  type Queue,
  runMigrations,
  type Worker,
} from 'bullmq';
import { Client } from 'pg';
import { mayBreak } from '../../platform/may-break.ts';
import type { QueueName } from '../../ports/queue.ts';

/** Where the queue lives. Redis grows past one machine; PostgreSQL needs a direct connection, no transaction pooler. */
export type QueueStore =
  | { readonly kind: 'redis'; readonly url: string }
  | { readonly kind: 'postgres'; readonly url: string };

/** All that a job carries. Wishes and authority are in the ledger. */
export interface Payload {
  readonly intentId: string;
}

/** Spelled out, since BullMQ infers `any` for the payload otherwise. */
export type RedisQueue = Queue<Payload, void, 'intent'>;
export type PostgresQueue = Queue<
  Payload,
  void,
  'intent',
  Payload,
  void,
  'intent',
  PostgresQueueBackend,
  PostgresConnectionOptions
>;
export type RedisWorker = Worker<Payload, void, 'intent'>;
export type PostgresWorker = Worker<
  Payload,
  void,
  'intent',
  PostgresQueueBackend,
  JobProgress,
  PostgresConnectionOptions
>;

/** The braces keep all keys of a queue in one slot of a Redis cluster. */
export const redisPrefix = '{greenroom}';
const schema = 'bullmq';
const queueNames: readonly QueueName[] = ['staging', 'production'];

/** A config object, since neither a plain string nor an own pool can carry the schema. Each owner has its own pool. */
export function postgresConnection(url: string, max: number, connectMs: number): PostgresPoolConfig {
  return {
    connectionString: url,
    schema,
    max,
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
    application_name: 'greenroom-queue',
    onConnect: mayBreak,
  };
}

/**
 * Makes BullMQ's tables, or finds them up to date. Also the proof that the database answers: a Queue or Worker that
 * is constructed while it does not stays dead for ever (it keeps the failed promise).
 */
export async function preparePostgres(url: string, connectMs: number): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: connectMs });
  // It may be cut while it connects, too.
  mayBreak(client);
  try {
    await client.connect();
    if (await mayMakeTables(client)) await makeTables(client);
    else await refuseUnlessUpToDate(client);
  } finally {
    // Ending a connection that never was rejects; what failed has been told already.
    await client.end().catch(() => undefined);
  }
}

/** The owner may. The role of one process may not, and finds the tables that the owner has made. */
async function mayMakeTables(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ may: boolean }>(
    `SELECT CASE WHEN to_regnamespace($1) IS NULL THEN has_database_privilege(current_database(), 'CREATE')
      ELSE has_schema_privilege($1, 'CREATE') END AS may`,
    [schema],
  );
  return rows[0]?.may === true;
}

/** And what BullMQ makes with a queue's first job, which may come from a role that may not make it: its numbers. */
async function makeTables(client: Client): Promise<void> {
  await runMigrations(client, schema);
  await client.query(
    `SELECT ${schema}.next_job_id(name) FROM unnest($1::text[]) AS name
     WHERE to_regclass('${schema}.' || ${schema}.job_id_seq_name(name)) IS NULL`,
    [queueNames],
  );
}

async function refuseUnlessUpToDate(client: Client): Promise<void> {
  const found = await assertSchemaCompatibility(client, schema);
  if (found >= LATEST_SCHEMA_VERSION) return;
  throw new Error(
    `The queue’s tables are of version ${found}; wanted ${LATEST_SCHEMA_VERSION}, and this database user may not bring ` +
      'them up to date. Start Greenroom with the DATABASE_URL of the database’s owner first.',
  );
}

/**
 * The job's id: one job per intent at a time. Hashed, because BullMQ refuses colons and numbers. The id is free again
 * once the job is done, so it never stands for “this was worked on”; only the ledger says that.
 */
export function jobId(intentId: string): string {
  return createHash('sha256').update(intentId).digest('hex');
}

/**
 * A Redis that has handed over to another one may keep its connections, and refuse each write on them. Its address leads
 * to the new one by then: whoever is told so connects anew (ioredis, reconnectOnError).
 */
export const handedOver = (error: Error): boolean => error.message.startsWith('READONLY');
