import type { Intent } from '../core/intent.ts';
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
  /** A store that neither answers nor refuses must not keep its place for ever. */
  readonly ledgerWithin: Within;
  readonly queueWithin: Within;
  readonly log: Log;
  readonly followed: Followed;
  readonly metrics: Metrics;
}

/** At most this many write to the ledger at once, so that a flood of deliveries leaves it room for the workers. */
const atOnce = 8;
const mostWaiting = 1000;

export function createTakeUp(needs: Needs): TakeUp {
  const { log } = needs;
  const inHand = new Map<string, () => Promise<void>>();
  const running = new Set<Promise<void>>();
  const waiting: string[] = [];

  const next = (): void => {
    while (running.size < atOnce) {
      const id = waiting.shift();
      const work = id === undefined ? undefined : inHand.get(id);
      if (id === undefined || work === undefined) return;
      const done = work()
        .catch((error: unknown) => log.error({ delivery: id, error }, 'delivery left to the next sweep'))
        .finally(() => {
          inHand.delete(id);
          running.delete(done);
          next();
        });
      running.add(done);
    }
  };

  return {
    offer: (delivery, payload) => {
      if (inHand.has(delivery.id)) return;
      if (waiting.length >= mostWaiting) {
        log.warn({ delivery: delivery.id }, 'too many deliveries at once: left to the next sweep');
        return;
      }
      inHand.set(delivery.id, () => takeUp(needs, delivery, payload));
      waiting.push(delivery.id);
      next();
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running);
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
  const [first, ...rest] = outcome.intents;
  // Two environments may follow one branch. The others come first: a crash between leaves the delivery unfinished,
  // and looking at a branch twice does no harm.
  for (const intent of rest) {
    await hand(needs, intent, await ledgerWithin(intents.append(intent)));
  }
  const id = await ledgerWithin(intents.finishDelivery(delivery.id, { intent: first }));
  metrics.ended('intent');
  log.info({ ...about, intent: id }, 'delivery accepted');
  if (id !== undefined) await hand(needs, first, id);
}

/** The sweep hands in what the ledger kept: the raw body, where the repository is configured. */
function decide(needs: Needs, delivery: Delivery, payload: unknown): Outcome {
  const read = readerOf(delivery.event);
  if (payload !== undefined) return read(payload, needs.followed, delivery.id);
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
