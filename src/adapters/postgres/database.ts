import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Clock } from '../../ports/clock.ts';
import { whileHolding } from './one-connection.ts';
import type { Tables } from './tables.ts';

export type Database = Kysely<Tables>;
export type Trx = Transaction<Tables>;

/** What every part of this folder works with. */
export interface Store {
  readonly db: Database;
  readonly clock: Clock;
}

/** The channel on which listeners are told that something a view shows may have changed. */
export const changes = 'greenroom';

/** For a statement that tells listeners along with what it does. */
export const notification = sql`pg_notify(${changes}, '')`;

/** Tells listeners, when and if the transaction commits. Doubles within one transaction are one. */
export async function notify(trx: Trx): Promise<void> {
  await sql`SELECT ${notification}`.execute(trx);
}

/**
 * One transaction (read committed). There is no other way to one (oxlint.config.ts); what is asked on the way is asked by
 * its `trx`, or refused. Rows are locked in one order everywhere, lease → environment → deployment → its steps →
 * projections → intent → audit chain, so a deadlock (40P01) is not expected; should one come, the loser tries again,
 * since nothing of it was done.
 */
export async function inTransaction<T>(db: Database, work: (trx: Trx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await whileHolding(() => db.transaction().execute(work));
    } catch (error) {
      if (attempt === 3 || sqlState(error) !== '40P01') throw error;
    }
  }
}

/** Five characters, PostgreSQL's appendix A; or Node's code where the connection failed; or undefined. */
export function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Serialises everything that puts a deployment into an environment's waiting place, until the transaction ends. */
export async function lockEnvironment(trx: Trx, project: string, environment: string): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`greenroom/environment/${project}/${environment}`}, 0))`.execute(
    trx,
  );
}
