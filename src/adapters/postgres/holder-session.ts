import { createHash } from 'node:crypto';
import pg from 'pg';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { connectionOptions } from './connect.ts';

/** The connection that proves this process is alive: it keeps one advisory lock for its whole life. */
export interface HolderSession {
  /** Resolves when the lock is held, with the name and lock key that go onto leases. */
  held(): Promise<{ readonly name: string; readonly key: number }>;
  /** The key, for what can do without the lock: waits for it a second at most. Until it is held we pass for dead. */
  sought(): Promise<number>;
  close(): Promise<void>;
}

const patienceMs = 1_000;

/** 48 bits of a hash: exact as a JavaScript number, and far from the other advisory locks. */
function keyOf(name: string): number {
  return Number.parseInt(createHash('sha256').update(`greenroom/holder/${name}`).digest('hex').slice(0, 12), 16);
}

/**
 * Opened with the first lease. When the server drops the connection the lock is free, so that others may take over
 * at once; this process connects anew, and finds out by its tokens what it lost meanwhile.
 */
export function createHolderSession(url: string, name: string, clock: Clock, log: Log): HolderSession {
  const key = keyOf(name);
  const stopping = new AbortController();
  let client: pg.Client | undefined;
  let opening: Promise<void> | undefined;

  async function open(): Promise<void> {
    for (let delay = 50; !stopping.signal.aborted; delay = Math.min(delay * 2, 2_000)) {
      const next = new pg.Client(connectionOptions(url, `${name} lives`));
      next.on('error', (error) =>
        log.warn({ error: error.message }, 'the session that proves this process alive broke'),
      );
      next.on('end', () => lost(next));
      try {
        await next.connect();
        // Whoever asks whether we are dead holds it, shared, for a moment: wait for it.
        await next.query('SELECT pg_advisory_lock($1)', [key]);
        client = next;
        return;
      } catch (error) {
        await next.end().catch(() => {});
        log.warn(
          { error: error instanceof Error ? error.message : String(error), again: delay },
          'no session for leases yet',
        );
      }
      await clock.wait(delay, stopping.signal);
    }
    throw new Error('the ledger is closed');
  }

  function lost(which: pg.Client): void {
    if (client !== which) return;
    client = undefined;
    if (!stopping.signal.aborted) start().catch(() => {});
  }

  function start(): Promise<void> {
    opening ??= open().finally(() => {
      opening = undefined;
    });
    return opening;
  }

  return {
    held: async () => {
      if (client === undefined) await start();
      return { name, key };
    },
    sought: async () => {
      if (client === undefined && !stopping.signal.aborted) {
        const enough = new AbortController();
        await Promise.race([start().catch(() => {}), clock.wait(patienceMs, enough.signal)]);
        enough.abort();
      }
      return key;
    },
    close: async () => {
      stopping.abort();
      await opening?.catch(() => {});
      const last = client;
      client = undefined;
      await last?.end().catch(() => {});
    },
  };
}
