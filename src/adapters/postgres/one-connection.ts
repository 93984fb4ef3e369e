import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';

/** Somebody who holds a connection, or is about to. */
interface Hold {
  /** Whose connection it is, as soon as it was asked for. */
  pool?: pg.Pool;
  over: boolean;
  /** Of another ledger, within whose transaction this one is: an export that is read while it is imported elsewhere. */
  readonly outer: Hold | undefined;
}

const holding = new AsyncLocalStorage<Hold>();

/** The first connection that `work` asks for is held as long as it lasts. */
export async function whileHolding<T>(work: () => Promise<T>): Promise<T> {
  const hold: Hold = { over: false, outer: holding.getStore() };
  try {
    return await holding.run(hold, work);
  } finally {
    // What the work has set going, and not waited for, holds nothing any more.
    hold.over = true;
  }
}

type Taken = (error: Error | undefined, client: pg.PoolClient | undefined, done: (release?: unknown) => void) => void;

/**
 * A pool that gives nobody a second connection: as many askers as there are connections, each with one in hand and
 * waiting for another, would wait for each other. It is refused at once, however many are free, so that no load is
 * needed to find it.
 */
export class OneConnectionEach extends pg.Pool {
  override connect(): Promise<pg.PoolClient>;
  override connect(taken: Taken): void;
  override connect(taken?: Taken): Promise<pg.PoolClient> | void {
    const refusal = this.#refusal();
    if (refusal === undefined) return taken === undefined ? super.connect() : super.connect(taken);
    if (taken === undefined) return Promise.reject(refusal);
    taken(refusal, undefined, () => undefined);
  }

  #refusal(): Error | undefined {
    for (let hold = holding.getStore(); hold !== undefined; hold = hold.outer) {
      if (hold.over) continue;
      if (hold.pool === this)
        return new Error('a question within a transaction asked for a second connection; ask it by its trx');
      hold.pool ??= this;
    }
    return undefined;
  }
}
