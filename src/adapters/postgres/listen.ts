import pg from 'pg';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { connectionOptions } from './connect.ts';
import { changes } from './database.ts';

export interface ChangeListener {
  /** Calls back soon after a change, and after each reconnection, since changes may have been missed. Returns stop. */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

/** One connection per process that does nothing but LISTEN; opened with the first listener. */
export function createChangeListener(url: string, name: string, clock: Clock, log: Log): ChangeListener {
  const listeners = new Set<() => void>();
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  let ringing = false;
  let end: (() => void) | undefined;

  /** Changes that arrive in one turn of the event loop are one call. */
  function ring(): void {
    if (ringing) return;
    ringing = true;
    setImmediate(() => {
      ringing = false;
      for (const listener of listeners) listener();
    });
  }

  async function listenOnce(): Promise<void> {
    const client = new pg.Client(connectionOptions(url, `${name} listens`));
    const ended = new Promise<void>((resolve) => {
      end = resolve;
      client.on('end', resolve);
      client.on('error', (error) => {
        log.warn({ error: error.message }, 'the connection that listens for changes broke');
        resolve();
      });
    });
    try {
      await client.connect();
      client.on('notification', ring);
      await client.query(`LISTEN ${changes}`);
      ring();
      await ended;
    } finally {
      await client.end().catch(() => {});
    }
  }

  async function run(): Promise<void> {
    for (let delay = 50; !stopping.signal.aborted;) {
      const since = clock.now();
      await listenOnce().catch((error: unknown) =>
        log.warn({ error: error instanceof Error ? error.message : String(error) }, 'cannot listen for changes yet'),
      );
      delay = clock.now() - since > 5_000 ? 50 : Math.min(delay * 2, 2_000);
      if (!stopping.signal.aborted) await clock.wait(delay, stopping.signal);
    }
  }

  return {
    onChange: (listener) => {
      // Each call is a listener of its own, even where the same function comes twice.
      const own = (): void => listener();
      listeners.add(own);
      running ??= run();
      return () => listeners.delete(own);
    },
    close: async () => {
      stopping.abort();
      listeners.clear();
      end?.();
      await running;
    },
  };
}
