import { sql } from 'kysely';
import pg from 'pg';
import { type ProcessRole, processRoles } from '../../../core/process-role.ts';
import { type Trx, sqlState } from '../database.ts';
import { verifierOf } from './password.ts';
import { roleName } from './role-name.ts';
import { RolesRefused } from './roles-refused.ts';

const alone =
  'Or start Greenroom as one process (greenroom start --role all): it then has the owner’s role for everything, ' +
  'and nothing in the database keeps staging’s side from writing what is production’s.';

interface Found {
  readonly name: string;
  readonly mighty: boolean;
  readonly member: string | null;
}

/** Login roles that exist with these names, and what they are that they must not be. */
async function rolesThere(trx: Trx, names: readonly string[]): Promise<readonly Found[]> {
  const { rows } = await sql<Found>`
    SELECT rolname AS name, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication AS mighty,
      (SELECT string_agg(m.roleid::regrole::text, ', ') FROM pg_auth_members m WHERE m.member = r.oid) AS member
    FROM pg_roles r WHERE rolname = ANY(${[...names]})
  `.execute(trx);
  return rows;
}

/** Makes the roles that are missing, and gives each its password. Only under the lock of openRoles. */
export async function makeRoles(trx: Trx, database: number, key: Buffer): Promise<void> {
  const names = processRoles.map((role: ProcessRole) => roleName(database, role));
  const there = await rolesThere(trx, names);
  for (const { name, mighty, member } of there) {
    if (!mighty && member === null) continue;
    throw new RolesRefused(
      `The database has a role ${name} that Greenroom has not made like this: it ` +
        `${mighty ? 'has more attributes than LOGIN' : `is a member of ${member}`}. Drop it (DROP OWNED BY ${name}; DROP ROLE ${name}) and start again.`,
    );
  }
  const missing = names.filter((name) => !there.some((one) => one.name === name));
  if (missing.length > 0) await refuseUnlessMayCreate(trx, missing);
  try {
    for (const name of names) {
      const what = missing.includes(name) ? 'CREATE' : 'ALTER';
      await sql.raw(`${what} ROLE ${name} LOGIN PASSWORD ${pg.escapeLiteral(verifierOf(key, name))}`).execute(trx);
    }
  } catch (error) {
    if (sqlState(error) !== '42501') throw error;
    const found = error instanceof Error ? error.message : String(error);
    throw new RolesRefused(
      `The roles of Greenroom’s processes (${names.join(', ')}) could not be brought up to date: ${found}. ` +
        `Use the DATABASE_URL of the user who made them, or drop them. ${alone}`,
      { cause: error },
    );
  }
}

async function refuseUnlessMayCreate(trx: Trx, missing: readonly string[]): Promise<void> {
  const { rows } = await sql<{ name: string; may: boolean }>`
    SELECT rolname AS name, rolsuper OR rolcreaterole AS may FROM pg_roles WHERE rolname = current_user
  `.execute(trx);
  const [me] = rows;
  if (me?.may === true) return;
  throw new RolesRefused(
    `DATABASE_URL’s user ${me?.name ?? ''} may not create roles, and these are missing: ${missing.join(', ')}. ` +
      `Let an administrator run ALTER ROLE ${pg.escapeIdentifier(me?.name ?? '')} CREATEROLE, and start again. ${alone}`,
  );
}
