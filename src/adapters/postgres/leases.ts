import { type RawBuilder, sql } from 'kysely';
import type { Lease, Leases } from '../../ports/ledger.ts';
import { type Database, type Trx, inTransaction } from './database.ts';
import type { HolderSession } from './holder-session.ts';

/** How long a claim outlives its last renewal. Renew about every third of it. */
export const leaseSeconds = 15;

/**
 * For the next owner: beyond the last one, and beyond all that an earlier ledger gave out. Apps and hosts remember the
 * highest that they saw; a ledger that was made anew, or read in from an older export, has forgotten it, and would be
 * refused everywhere as an owner of long ago. Milliseconds, since nobody is given a lease a thousand times a second.
 */
const nextToken = sql<number>`greatest(token + 1, (extract(epoch FROM clock_timestamp()) * 1000)::bigint)`;
const inForce = sql<boolean>`expires_at > clock_timestamp()`;
const fromNow = sql`clock_timestamp() + make_interval(secs => ${leaseSeconds})`;

/**
 * Leases with fencing tokens. The window that remains: `check` says what was so when the database answered. Between
 * that and the effect another owner may take over, but only if this process lost its database session or stood still
 * for longer than the lease lasts. Hence the token goes along to the other side where that can compare it, and steps
 * observe before they act.
 */
export function createLeases(db: Database, session: HolderSession): Leases {
  return {
    acquire: async ({ project, name }) => {
      // Without our own session lock everybody would take us for dead.
      const me = await session.held();
      const claim = (by: Database) =>
        by
          .updateTable('leases')
          .set({ token: nextToken, holder: me.name, holder_key: me.key, expires_at: fromNow })
          .where('project', '=', project)
          .where('environment', '=', name)
          .returning('token');
      // Nearly always it was given back: then one statement takes it. What is taken, or not there yet, takes the long way.
      const free = await claim(db)
        .where((row) => row.or([row('holder', 'is', null), row.not(inForce)]))
        .executeTakeFirst();
      if (free !== undefined) return { project, environment: name, token: free.token, holder: me.name };
      return inTransaction(db, async (trx) => {
        await trx
          .insertInto('leases')
          .values({ project, environment: name, token: 0, expires_at: sql`'-infinity'::timestamptz` })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        const row = await trx
          .selectFrom('leases')
          .select(['holder', 'holder_key', inForce.as('in_force')])
          .where('project', '=', project)
          .where('environment', '=', name)
          .forUpdate()
          .executeTakeFirstOrThrow();
        const taken = row.holder !== null && row.in_force;
        if (taken && (row.holder_key === null || !(await isDead(trx, row.holder_key)))) return undefined;
        const { token } = await claim(trx).executeTakeFirstOrThrow();
        return { project, environment: name, token, holder: me.name };
      });
    },

    // A lease that ran out and that nobody took since is still ours: what counts is the token.
    renew: async (lease) => {
      const { numUpdatedRows } = await ours(
        lease,
        db.updateTable('leases').set({ expires_at: fromNow }),
      ).executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    check: async (lease) => {
      const row = await db
        .selectFrom('leases')
        .select(['token', 'holder', inForce.as('in_force')])
        .where('project', '=', lease.project)
        .where('environment', '=', lease.environment)
        .executeTakeFirst();
      refuseUnlessCurrent(lease, row);
    },

    release: async (lease) => {
      await ours(
        lease,
        db.updateTable('leases').set({ holder: null, holder_key: null, expires_at: sql`'-infinity'::timestamptz` }),
      ).execute();
    },

    current: async ({ project, name }) => {
      const row = await db
        .selectFrom('leases')
        .select(['token', 'holder', inForce.as('in_force')])
        .where('project', '=', project)
        .where('environment', '=', name)
        .executeTakeFirst();
      return {
        token: row?.token ?? 0,
        ...(row?.in_force === true && row.holder !== null ? { holder: row.holder } : {}),
      };
    },
  };
}

/** Refuses unless the lease is current, and keeps it so until the transaction ends: an acquire waits for the row. */
export async function fence(trx: Trx, lease: Lease): Promise<void> {
  const row = await trx
    .selectFrom('leases')
    .select(['token', 'holder', inForce.as('in_force')])
    .where('project', '=', lease.project)
    .where('environment', '=', lease.environment)
    .forShare()
    .executeTakeFirst();
  refuseUnlessCurrent(lease, row);
}

/** Throws `lease.lost` unless this is what the ledger has. */
export function refuseUnlessCurrent(
  lease: Lease,
  row: { token: number; holder: string | null; in_force: boolean } | undefined,
): void {
  if (row?.token === lease.token && row.holder === lease.holder && row.in_force) return;
  const place = `${lease.project}/${lease.environment}`;
  const found = row === undefined ? 'no lease' : `token ${row.token}${row.in_force ? '' : ', not in force'}`;
  throw new Error(`lease.lost: ${place} has ${found}; wanted token ${lease.token} of ${lease.holder}, in force`);
}

/**
 * Whether nobody holds the key: its holder is dead. Shared, so that two who ask at once do not take each other for the
 * holder; it ends with the transaction.
 */
export function isFree(holderKey: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql<boolean>`pg_try_advisory_xact_lock_shared(${holderKey})`;
}

async function isDead(trx: Trx, holderKey: number): Promise<boolean> {
  const { rows } = await sql<{ free: boolean }>`SELECT ${isFree(sql`${holderKey}`)} AS free`.execute(trx);
  return rows[0]?.free === true;
}

function ours<
  Query extends {
    where(column: 'project' | 'environment' | 'token' | 'holder', is: '=', value: string | number): Query;
  },
>(lease: Lease, query: Query): Query {
  return query
    .where('project', '=', lease.project)
    .where('environment', '=', lease.environment)
    .where('token', '=', lease.token)
    .where('holder', '=', lease.holder);
}
