import type { Log } from '../../ports/log.ts';
import type { Handler } from '../../ports/queue.ts';

/** The handlers at work in this process. */
export interface RunningJobs {
  /** Runs the handler, after an earlier run of the same job. `put-back` where a shutdown interrupted it. */
  run(id: string, intentId: string): Promise<'done' | 'put-back'>;
  /** The store says that these are no longer ours; somebody else may already be at work on them. */
  lost(ids: readonly string[]): void;
  /** Aborts all, lets none begin, and resolves when none is at work. */
  stop(): Promise<void>;
}

export function createRunningJobs(handler: Handler, log: Log): RunningJobs {
  const jobs = new Map<string, { readonly abort: AbortController; readonly ended: Promise<void> }>();
  let stopped = false;

  async function handle(intentId: string, signal: AbortSignal): Promise<'done' | 'put-back'> {
    try {
      await handler(intentId, signal);
      return 'done';
    } catch (error) {
      if (stopped) return 'put-back';
      // Not for the queue to repeat: whatever the ledger says is unfinished is swept up again, with its own count.
      log.error({ intentId, error }, 'a job failed; the ledger decides what becomes of it');
      return 'done';
    }
  }

  return {
    async run(id, intentId) {
      // A job that stalled comes back while its first run still winds up: one after the other, never two at once.
      for (let before = jobs.get(id); before; before = jobs.get(id)) await before.ended;
      if (stopped) return 'put-back';
      const abort = new AbortController();
      const outcome = handle(intentId, abort.signal);
      jobs.set(id, { abort, ended: outcome.then(() => undefined) });
      try {
        return await outcome;
      } finally {
        jobs.delete(id);
      }
    },
    lost(ids) {
      for (const id of ids) {
        const job = jobs.get(id);
        if (!job) continue;
        log.warn({ job: id }, 'lost the queue lock of a job; its handler is told to stop');
        job.abort.abort(new Error('queue lock lost'));
      }
    },
    async stop() {
      stopped = true;
      const ends = [...jobs.values()].map((job) => {
        job.abort.abort(new Error('shutting down'));
        return job.ended;
      });
      await Promise.all(ends);
    },
  };
}
