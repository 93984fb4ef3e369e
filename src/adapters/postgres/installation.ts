import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Tier } from '../../core/environment.ts';
import type { Trx } from './database.ts';

export interface Place {
  readonly project: string;
  readonly environment: string;
  readonly tier: Tier;
}

/**
 * A key of this installation, made when it is first asked for. Of two who make one at once the first wins. Random, and
 * not made from DATABASE_URL's password: a role knows its own password, and could try that one out from it at leisure.
 */
export async function keyFor(trx: Trx, purpose: 'passwords' | 'prints' | 'identities'): Promise<Buffer> {
  await trx
    .insertInto('ledger_keys')
    .values({ purpose, key: randomBytes(32) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { key } = await trx
    .selectFrom('ledger_keys')
    .select('key')
    .where('purpose', '=', purpose)
    .executeTakeFirstOrThrow();
  return key;
}

/** Any number that nobody else takes an advisory lock on; the same in every process. */
const installationLock = 7_203_411_907;

/**
 * What the owner alone writes, before anybody works: which environment is of which tier, exactly as the config says, so
 * that what it no longer names is nobody's to write; and the key that fingerprints of secrets are made with. The lock is
 * held to the end of the transaction: two copies that start at once do this one after the other.
 */
export async function writeInstallation(trx: Trx, places: readonly Place[]): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${installationLock})`.execute(trx);
  await keyFor(trx, 'prints');
  // Another one, since apps are told it: what they say of themselves must not help to find what secrets are.
  await keyFor(trx, 'identities');
  await trx.deleteFrom('environments').execute();
  if (places.length > 0)
    await trx
      .insertInto('environments')
      .values(places.map(({ project, environment, tier }) => ({ project, environment, tier })))
      .execute();
}
