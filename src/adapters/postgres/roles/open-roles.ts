import { sql } from 'kysely';
import { type ProcessRole, processRoles } from '../../../core/process-role.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import { connect, untilReachable } from '../connect.ts';
import { type Database, type Trx, inTransaction } from '../database.ts';
import { type Place, keyFor, writeInstallation } from '../installation.ts';
import { migrate } from '../migrate.ts';
import { checkLogin } from './check-logins.ts';
import { grantStatements, queueStatements } from './grants.ts';
import { makeRoles } from './make-roles.ts';
import { passwordOf } from './password.ts';
import { policiesFor, tablesWithPolicies } from './policies.ts';
import { roleName } from './role-name.ts';
import { urlFor } from './role-url.ts';

export interface RolesOptions {
  /** The owner's. */
  readonly url: string;
  /** Every environment of the config: the row policies go by it, and an environment that is not here nobody may write. */
  readonly places: readonly Place[];
  readonly clock: Clock;
  readonly log: Log;
  /** Ends the wait for a database that does not answer. */
  readonly signal?: AbortSignal;
}

const queueSchema = 'bullmq';

/**
 * As the owner: brings the tables, the role of each process, its grants and its row policies up to date, and gives each
 * process its address. Two copies that start at once do it one after the other; a copy that is at work with the roles
 * meanwhile notices nothing. Where the queue lives in the same database, its tables must have been made before
 * (preparePostgres). Throws RolesRefused where the database does not let each process have a role of its own.
 */
export async function openRoles({
  url,
  places,
  clock,
  log,
  signal,
}: RolesOptions): Promise<Readonly<Record<ProcessRole, string>>> {
  const { db, pool } = connect(url, 'roles', log);
  try {
    await untilReachable(pool, clock, log, signal);
    await migrate(db);
    const { database, key } = await inTransaction(db, (trx) => bringUpToDate(trx, places));
    const addresses = new Map(
      processRoles.map((role) => {
        const name = roleName(database, role);
        return [role, urlFor(url, name, passwordOf(key, name))] as const;
      }),
    );
    await Promise.all([...addresses].map(([role, address]) => checkLogin(address, roleName(database, role))));
    const of = (role: ProcessRole): string => addresses.get(role) ?? '';
    return {
      web: of('web'),
      bot: of('bot'),
      'worker-staging': of('worker-staging'),
      'worker-production': of('worker-production'),
    };
  } finally {
    await db.destroy();
  }
}

async function bringUpToDate(trx: Trx, places: readonly Place[]): Promise<{ database: number; key: Buffer }> {
  await writeInstallation(trx, places);
  const { rows } = await sql<{ database: number; schema: string; queue: boolean }>`
    SELECT oid::bigint AS database, current_schema() AS schema, to_regclass(${`${queueSchema}.migration`}) IS NOT NULL AS queue
    FROM pg_database WHERE datname = current_database()
  `.execute(trx);
  const [here] = rows;
  if (here === undefined) throw new Error('The database does not say which one it is.');
  const key = await keyFor(trx, 'passwords');
  await makeRoles(trx, here.database, key);
  const statements = [
    ...grantStatements(here.database, here.schema),
    ...(here.queue ? queueStatements(here.database, queueSchema) : []),
  ];
  await sql.raw(statements.join(';\n')).execute(trx);
  await settlePolicies(trx, here.database);
  return { database: here.database, key };
}

/** Only what differs is touched: changing a policy, or turning them on, waits for whoever uses the table. */
async function settlePolicies(trx: Database, database: number): Promise<void> {
  const wanted = policiesFor(database);
  const { rows: there } = await sql<{ table: string; name: string }>`
    SELECT tablename AS table, policyname AS name FROM pg_policies
    WHERE schemaname = current_schema() AND policyname LIKE 'greenroom\\_%'
  `.execute(trx);
  const { rows: open } = await sql<{ table: string }>`
    SELECT relname AS table FROM pg_class WHERE relnamespace = current_schema()::regnamespace
      AND relname = ANY(${[...tablesWithPolicies]}) AND NOT relrowsecurity
  `.execute(trx);
  const statements = [
    ...there
      .filter((one) => !wanted.some(({ table, name }) => table === one.table && name === one.name))
      .map(({ table, name }) => `DROP POLICY ${name} ON ${table}`),
    ...wanted
      .filter((one) => !there.some(({ table, name }) => table === one.table && name === one.name))
      .map(({ statement }) => statement),
    ...open.map(({ table }) => `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`),
  ];
  if (statements.length > 0) await sql.raw(statements.join(';\n')).execute(trx);
}
