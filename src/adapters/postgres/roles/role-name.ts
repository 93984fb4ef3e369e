import type { ProcessRole } from '../../../core/process-role.ts';

/**
 * Roles belong to the whole server and ledgers to a database, so the name carries the database's number: it is never
 * given twice, however databases are renamed.
 */
export function roleName(database: number, role: ProcessRole): string {
  return `greenroom_${database}_${role.replace('worker-', '')}`;
}
