import pg from 'pg';
import { processRoles } from '../../../core/process-role.ts';
import { roleName } from './role-name.ts';
import { allRights } from './rights/index.ts';
import type { Rights } from './rights/right.ts';

/** kysely's list of the migrations that were run: each role checks by it that the tables are the ones it knows. */
const migrationsTable = 'kysely_migration';

function verb(name: string, columns: true | readonly string[] | undefined): readonly string[] {
  if (columns === undefined) return [];
  return [columns === true ? name : `${name} (${columns.map((column) => pg.escapeIdentifier(column)).join(', ')})`];
}

function grantsOf(table: string, to: string, its: Rights): readonly string[] {
  const granted = [
    ...verb('SELECT', its.select),
    ...verb('INSERT', its.insert),
    ...verb('UPDATE', its.update),
    ...verb('DELETE', its.delete),
  ];
  return granted.length === 0 ? [] : [`GRANT ${granted.join(', ')} ON ${table} TO ${to}`];
}

/**
 * Takes everything from the roles and gives them what the table of rights says; together in one transaction, so that
 * nobody who is at work meanwhile sees less than before.
 */
export function grantStatements(database: number, schema: string): readonly string[] {
  const here = pg.escapeIdentifier(schema);
  const all = processRoles.map((role) => roleName(database, role)).join(', ');
  return [
    `REVOKE ALL ON ALL TABLES IN SCHEMA ${here} FROM ${all}`,
    `GRANT USAGE ON SCHEMA ${here} TO ${all}`,
    `GRANT SELECT ON ${migrationsTable} TO ${all}`,
    ...allRights.flatMap(({ table, role, its }) => grantsOf(table, roleName(database, role), its)),
  ];
}

/**
 * The queue's own tables, where it lives in this database. A job carries an intent's id and no authority, so all who
 * hand work over may work with all of it; its tables and functions are the owner's.
 */
export function queueStatements(database: number, schema: string): readonly string[] {
  const queue = pg.escapeIdentifier(schema);
  const all = processRoles.map((role) => roleName(database, role)).join(', ');
  return [
    `GRANT USAGE ON SCHEMA ${queue} TO ${all}`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${queue} TO ${all}`,
    `GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ${queue} TO ${all}`,
    `REVOKE INSERT, UPDATE, DELETE ON ${queue}.migration FROM ${all}`,
  ];
}
