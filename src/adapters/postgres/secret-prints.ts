import { scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import type { HeldSecret } from '../../config/held-secrets.ts';
import { ConfigRefused } from '../../config/problem.ts';
import { giveItsOwn } from '../../config/stateful.ts';
import { shortestSecret } from '../../core/secret-forms.ts';
import { type Store, type Trx, inTransaction } from './database.ts';
import type { Tables } from './tables.ts';

/** Any number that nobody else takes an advisory lock on; the same in every process. */
const printsLock = 7_203_411_908;
const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);

/**
 * Of the value alone, so that the same value has the same print wherever it is; with the installation's key, so that it
 * means nothing elsewhere; and slow, since both workers have that key and one could try out what the other holds.
 */
async function printOf(key: Buffer, value: string): Promise<string> {
  return (await derive(value, key, 32, { N: 2 ** 15, maxmem: 2 ** 26 })).toString('base64url');
}

async function keyOf({ db }: Store): Promise<Buffer> {
  const row = await db.selectFrom('ledger_keys').select('key').where('purpose', '=', 'prints').executeTakeFirst();
  if (row !== undefined) return row.key;
  throw new Error(
    'The ledger has no key to take fingerprints of secrets with. The owner makes it with the roles of the processes: ' +
      'start Greenroom with the DATABASE_URL of the database’s owner first.',
  );
}

/**
 * Compares what two tiers hold without anybody holding both. Each worker writes its prints before it looks at the
 * other's, one after the other, so of two that start at once the later one finds out. Where it refuses it leaves nothing
 * behind. What is too short to be a secret is not printed: it could be found by trying, and is the same by chance.
 */
export async function compareSecrets(
  store: Store,
  tier: 'staging' | 'production',
  held: readonly HeldSecret[],
): Promise<void> {
  const key = await keyOf(store);
  const at = store.clock.now();
  const printed: Tables['secret_prints'][] = [];
  // One after the other: each takes 32 MiB while it is made.
  for (const { project, environment, path, value } of held) {
    if (value.length < shortestSecret) continue;
    printed.push({ project, environment, name: path, print: await printOf(key, value), at });
  }
  await inTransaction(store.db, async (trx) => {
    await sql`SELECT pg_advisory_xact_lock(${printsLock})`.execute(trx);
    await sql`DELETE FROM secret_prints s USING environments e
      WHERE e.project = s.project AND e.environment = s.environment AND e.tier = ${tier}`.execute(trx);
    if (printed.length > 0) await trx.insertInto('secret_prints').values(printed).execute();
    await refuseIfShared(trx, tier);
  });
}

async function refuseIfShared(trx: Trx, tier: 'staging' | 'production'): Promise<void> {
  const shared = await trx
    .selectFrom('secret_prints as own')
    .innerJoin('environments as here', (join) =>
      join.onRef('here.project', '=', 'own.project').onRef('here.environment', '=', 'own.environment'),
    )
    .innerJoin('secret_prints as other', 'other.print', 'own.print')
    .innerJoin('environments as there', (join) =>
      join.onRef('there.project', '=', 'other.project').onRef('there.environment', '=', 'other.environment'),
    )
    .select(['own.name as path', 'other.name as other'])
    .where('here.tier', '=', tier)
    .where('there.tier', '!=', tier)
    .orderBy('own.name')
    .orderBy('other.name')
    .execute();
  if (shared.length === 0) return;
  throw new ConfigRefused(
    shared.map(({ path, other }) => ({ path, found: `the same value as at ${other}`, remedy: giveItsOwn })),
  );
}
