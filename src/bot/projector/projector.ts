import type { Projection, ProjectionKind } from '../../ports/projections.ts';
import { describe } from '../describe.ts';
import type { Show, Showing } from './show.ts';
import { showAlert } from './show-alert.ts';
import { showNotice } from './show-notice.ts';
import { showCard } from './show-card.ts';
import { showOutage } from './show-outage.ts';
import { showReply } from './show-reply.ts';
import { trouble } from './trouble.ts';

export interface Projector {
  start(): void;
  /** Looks for work now. */
  wake(): void;
  /** Stops, and waits for what is being shown; requests are aborted. */
  close(): Promise<void>;
}

const shows: Partial<Record<ProjectionKind, Show>> = {
  card: showCard,
  alert: showAlert,
  notice: showNotice,
  outage: showOutage,
  reply: showReply,
};
const page = 20;
/** Short, so that rows of a killed process are due again soon. Within this process `#working` is what counts. */
const claimMs = 10_000;
const lookEvery = 2_000;

/**
 * Compares what the ledger says with what Discord shows, and repeats until they agree. One row is worked on at a time
 * by itself, all rows at once; so one edit is in flight for a message and a row in trouble stops no other.
 */
export function createProjector(showing: Showing, refused: () => void): Projector {
  const { clock, log, projections, signal, views } = showing;
  const working = new Map<string, Promise<void>>();
  const failures = new Map<string, number>();
  let woken = false;
  let ring = (): void => {
    woken = true;
  };
  let looping: Promise<void> | undefined;
  let stopListening = (): void => {};

  async function work(row: Projection): Promise<void> {
    try {
      const show = shows[row.kind];
      if (!show) throw new Error(`Discord has no place for a ${row.kind}`);
      const shown = await show(showing, row);
      await projections.settled(row.id, shown.hash, shown.version);
      failures.delete(row.id);
    } catch (error) {
      await fail(row, error);
    }
  }

  async function fail(row: Projection, error: unknown): Promise<void> {
    if (signal.aborted) return;
    const count = (failures.get(row.id) ?? 0) + 1;
    const { kind, after, remedy } = trouble(error, count, seedOf(row.id));
    if (kind !== 'not-yet') {
      failures.set(row.id, count);
      const fields = { row: row.id, kind: row.kind, subject: row.subject, error: describe(error), after };
      if (remedy === undefined) log.warn(fields, 'Discord could not be shown the newest state; trying again');
      else log.error({ ...fields, remedy }, 'Discord refuses to show the newest state');
    }
    // A claim that cannot be given back runs out by itself.
    await projections.later(row.id, clock.now() + after, describe(error)).catch(() => {});
    ringAfter(after);
    if (kind === 'refused') refused();
  }

  function ringAfter(milliseconds: number): void {
    if (milliseconds < lookEvery) void clock.wait(milliseconds + 5, signal).then(() => ring());
  }

  /** True where there may be more right away. */
  async function look(): Promise<boolean> {
    const rows = await projections.due('discord', page, claimMs);
    for (const row of rows) {
      if (working.has(row.id)) continue;
      const done = work(row).finally(() => {
        working.delete(row.id);
        ring();
      });
      working.set(row.id, done);
    }
    return rows.length === page;
  }

  async function loop(): Promise<void> {
    while (!signal.aborted) {
      const more = await look().catch((error: unknown) => {
        log.warn({ error: describe(error) }, 'the ledger does not say what is to be shown');
        return false;
      });
      if (!more) await untilWoken(lookEvery);
    }
  }

  /** Until somebody rings or the time is over; rings that come in a bunch are one. */
  async function untilWoken(milliseconds: number): Promise<void> {
    if (!woken) {
      const waiting = new AbortController();
      const both = AbortSignal.any([signal, waiting.signal]);
      ring = () => {
        woken = true;
        waiting.abort();
      };
      await clock.wait(milliseconds, both);
      ring = () => {
        woken = true;
      };
    }
    if (woken) await clock.wait(10, signal);
    woken = false;
  }

  return {
    start: () => {
      stopListening = views.onChange(() => ring());
      looping = loop();
    },
    wake: () => ring(),
    close: async () => {
      stopListening();
      ring();
      await looping;
      await Promise.allSettled(working.values());
    },
  };
}

function seedOf(id: string): number {
  let seed = 0;
  for (const letter of id) seed = (seed * 31 + (letter.codePointAt(0) ?? 0)) % 65_521;
  return seed;
}
