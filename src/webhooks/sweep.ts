import type { Intents } from '../ports/intents.ts';
import type { Log } from '../ports/log.ts';
import type { Alarm } from './alarm.ts';
import type { TakeUp } from './take-up.ts';

const batch = 100;
const minute = 60_000;
/** Milliseconds until the next try where the ledger was away. */
const soon = 5000;

/**
 * Takes up everything that was recorded and not ended: after a crash between the 202 and the intent, an outage, or a
 * flood. Each delivery is tried once per sweep, so one that cannot be ended holds up no other.
 */
export async function sweepOnce(intents: Intents, takeUp: TakeUp): Promise<number> {
  const tried = new Set<string>();
  for (;;) {
    const left = (await intents.unfinishedDeliveries(batch)).filter((delivery) => !tried.has(delivery.id));
    if (left.length === 0) return tried.size;
    for (const delivery of left) {
      tried.add(delivery.id);
      takeUp.offer(delivery);
    }
    await takeUp.idle();
  }
}

/** Sweeps at once, then each minute and whenever the alarm rings, until the signal aborts. Never rejects. */
export async function sweepForever(
  needs: { readonly alarm: Alarm; readonly log: Log },
  sweep: () => Promise<number>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    let pause = minute;
    try {
      const count = await sweep();
      if (count > 0) needs.log.info({ count }, 'took up deliveries that were left unfinished');
    } catch (error) {
      pause = soon;
      needs.log.warn({ error }, 'could not look for unfinished deliveries');
    }
    await needs.alarm.wait(pause, signal);
  }
}
