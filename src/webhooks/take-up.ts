import type { Intent } from '../core/intent.ts';
import type { Clock } from '../ports/clock.ts';
import type { Delivery, Intents } from '../ports/intents.ts';
import type { Log } from '../ports/log.ts';
import type { Queue } from '../ports/queue.ts';
import { parseJson } from '../trust.ts';
import { readerOf } from './events/index.ts';
import type { Outcome } from './events/event.ts';
import type { Followed } from './followed.ts';
import type { Metrics } from './metrics.ts';
import type { Within } from './patience.ts';

export interface TakeUp {
  /**
   * Turns a recorded delivery into its intent or its reason, in the background. The id of one that is in hand
   * already is ignored. Where too many wait, it is left to the sweep: it is in the ledger.
   */
  offer(delivery: Delivery, payload?: unknown): void;
  /** Resolves when nothing is in hand. */
  idle(): Promise<void>;
}

interface Needs {
  readonly intents: Intents;
  readonly queue: Queue;
  readonly clock: Clock;
  /** Ends pauses: what is in hand is finished without them. */
  readonly signal: AbortSignal;
  /** A store that neither answers nor refuses must not keep its place for ever. */
  readonly ledgerWithin: Within;
  readonly queueWithin: Within;
  readonly log: Log;
  readonly followed: Followed;
  readonly metrics: Metrics;
  /** A flood is over, and not all of it was taken. */
  readonly leftSome: () => void;
}

/** In one round at most: enough to make a round worth its two transactions, few enough to fit into one. */
const atOnce = 100;
const mostWaiting = 1000;
/** A round of this many, and as many more while it pauses, is a flood: no team pushes like that. */
const flood = 25;
/** Milliseconds: how long a pause is, and how many there are between two rounds while a flood lasts. */
const pause = 100;
const mostPauses = 20;

/**
 * Works in rounds. What arrives during one is the next, and the ledger and the queue write all of a round together. A
 * push by itself, or a few, go at once; a flood leaves room for its answers and for the workers: until it is over there
 * is a round each two seconds.
 */
export function createTakeUp(needs: Needs): TakeUp {
  const { log } = needs;
  const inHand = new Map<string, () => Promise<void>>();
  const waiting: string[] = [];
  let rounds: Promise<void> | undefined;
  let arrived = 0;
  let left = 0;

  const one = async (id: string): Promise<void> => {
    try {
      await inHand.get(id)?.();
    } catch (error) {
      log.error({ delivery: id, error }, 'delivery left to the next sweep');
    } finally {
      inHand.delete(id);
    }
  };
  const untilCalm = async (): Promise<void> => {
    for (let pauses = 0; pauses < mostPauses && !needs.signal.aborted; pauses += 1) {
      const before = arrived;
      await needs.clock.wait(pause, needs.signal);
      if (arrived - before < flood) return;
    }
  };
  const work = async (): Promise<void> => {
    while (waiting.length > 0) {
      const round = waiting.splice(0, atOnce);
      await Promise.all(round.map(one));
      if (round.length >= flood && waiting.length > 0) await untilCalm();
    }
    rounds = undefined;
    if (left === 0) return;
    log.warn({ count: left }, 'too many deliveries at once: what was left is taken up by a sweep');
    left = 0;
    needs.leftSome();
  };

  return {
    offer: (delivery, payload) => {
      arrived += 1;
      if (inHand.has(delivery.id)) return;
      if (waiting.length >= mostWaiting) {
        left += 1;
        return;
      }
      inHand.set(delivery.id, () => takeUp(needs, delivery, payload));
      waiting.push(delivery.id);
      rounds ??= work();
    },
    idle: async () => {
      while (rounds !== undefined) await rounds;
    },
  };
}

async function takeUp(needs: Needs, delivery: Delivery, payload: unknown): Promise<void> {
  const { intents, ledgerWithin, log, metrics } = needs;
  const outcome = decide(needs, delivery, payload);
  const about = { delivery: delivery.id, event: delivery.event, repository: delivery.repository };
  if ('code' in outcome) {
    await ledgerWithin(intents.finishDelivery(delivery.id, { code: outcome.code }));
    metrics.ended(outcome.code);
    log.info({ ...about, code: outcome.code, ...(outcome.note ? { note: outcome.note } : {}) }, 'delivery refused');
    return;
  }
  const id = await ledgerWithin(intents.finishDelivery(delivery.id, { intent: outcome.intent }));
  metrics.ended('intent');
  log.info({ ...about, intent: id }, 'delivery accepted');
  if (id !== undefined) await hand(needs, outcome.intent, id);
}

/** The sweep hands in what the ledger kept: the raw body, where the repository is configured. */
function decide(needs: Needs, delivery: Delivery, payload: unknown): Outcome {
  const read = readerOf(delivery.event);
  if (payload !== undefined) return read(payload, needs.followed, delivery.id);
  if (delivery.damaged === true) return { code: 'delivery.damaged' };
  if (delivery.raw !== undefined) return read(parseJson(delivery.raw.toString('utf8')), needs.followed, delivery.id);
  return delivery.event === 'push' ? { code: 'push.other-repository' } : { code: 'event.not-used' };
}

/** The queue is transport and may be away: the ledger's unfinished intents are queued again by the workers. */
async function hand(needs: Needs, intent: Intent, id: string): Promise<void> {
  if (intent.tier === 'local') return;
  try {
    await needs.queueWithin(needs.queue.add(intent.tier, id));
  } catch (error) {
    needs.log.error({ intent: id, error }, 'queue is away: the intent waits in the ledger');
  }
}
