import type { Lease } from '../ports/ledger.ts';
import type { Use } from './use.ts';

const renewEveryMs = 5_000;
/** As long as a lease lasts. */
const leaseMs = 15_000;
const giveBackEveryMs = 500;

export class Stopped extends Error {}

/** Keeps the lease alive; aborts what is under way when it is lost. */
export function keep(use: Use, lease: Lease, lost: AbortController, stop: AbortSignal): Promise<void> {
  return (async () => {
    while (!stop.aborted) {
      await use.clock.wait(renewEveryMs, stop);
      if (stop.aborted) return;
      const renewed = await use.ledger.leases.renew(lease).catch(() => true);
      if (!renewed) {
        lost.abort(new Stopped(`lease.lost: ${lease.project}/${lease.environment}`));
        return;
      }
    }
  })();
}

/**
 * Tried again while it would still be in force: where the ledger was away for a moment, nobody, we neither, should have
 * to wait until it runs out.
 */
export async function giveBack(use: Use, lease: Lease, signal: AbortSignal): Promise<void> {
  const runsOut = use.clock.now() + leaseMs;
  for (let told = false; ; told = true) {
    try {
      await use.ledger.leases.release(lease);
      return;
    } catch (error) {
      const last = signal.aborted || use.clock.now() >= runsOut;
      if (last || !told)
        use.log.warn(
          { project: lease.project, environment: lease.environment, error: String(error) },
          last
            ? 'a lease was not given back; it runs out by itself'
            : 'a lease is not given back yet; it is tried again',
        );
      if (last) return;
    }
    await use.clock.wait(giveBackEveryMs, signal);
  }
}

/** Does something as the environment's one owner; undefined where somebody alive owns it. */
export async function withLease<T>(
  use: Use,
  place: { readonly project: string; readonly environment: string },
  signal: AbortSignal,
  work: (lease: Lease, signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const lease = await use.ledger.leases.acquire({ project: place.project, name: place.environment });
  if (lease === undefined) return undefined;
  const stop = new AbortController();
  const lost = new AbortController();
  const keeping = keep(use, lease, lost, stop.signal);
  try {
    return await work(lease, AbortSignal.any([signal, lost.signal]));
  } finally {
    stop.abort();
    await keeping;
    if (!lost.signal.aborted) await giveBack(use, lease, signal);
  }
}
