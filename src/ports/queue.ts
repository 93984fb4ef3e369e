import type { Tier } from '../core/environment.ts';

/** Which worker takes it. `local` environments are never driven. */
export type QueueName = Exclude<Tier, 'local'>;

/** Transport only: it may lose everything. Whatever the ledger says is unfinished is queued again. */
export interface Queue {
  /** Rejects at once where the store is away; the caller goes on, since the sweep queues it again. */
  add(queue: QueueName, intentId: string): Promise<void>;
  close(): Promise<void>;
}

export interface Consumer {
  /** Resolves when it listens. Waits for ever for the store to be there. */
  start(): Promise<void>;
  /** Stops taking, aborts handlers' signal, waits for them for at most `deadlineMs`. */
  close(deadlineMs: number): Promise<void>;
}

/** At-least-once; the handler must be idempotent. The signal aborts on shutdown and on a lost queue lock. */
export type Handler = (intentId: string, signal: AbortSignal) => Promise<void>;
