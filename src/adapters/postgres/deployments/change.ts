import type { Updateable } from 'kysely';
import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import type { AuditEntry, Lease } from '../../../ports/ledger.ts';
import { appendAudit } from '../audit.ts';
import { type Store, type Trx, notification } from '../database.ts';
import { fence } from '../leases.ts';
import type { Tables } from '../tables.ts';

export type DeploymentRow = Selectable<Tables['deployments']>;

/** The row, locked until the transaction ends. */
export async function lockDeployment(trx: Trx, id: string): Promise<DeploymentRow> {
  const row = await trx.selectFrom('deployments').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (row === undefined) throw new Error(`There is no deployment ${id}.`);
  return row;
}

/** The row, locked, and the lease checked in the same transaction where one is given. Lease first: see database.ts. */
export async function lockUnderLease(trx: Trx, id: string, lease: Lease | undefined): Promise<DeploymentRow> {
  if (lease !== undefined) await fence(trx, lease);
  const row = await lockDeployment(trx, id);
  if (lease !== undefined && (lease.project !== row.project || lease.environment !== row.environment)) {
    throw new Error(
      `lease.lost: deployment #${row.number} is in ${row.project}/${row.environment}; ` +
        `the lease given is for ${lease.project}/${lease.environment}`,
    );
  }
  return row;
}

/**
 * Writes the fields, raises the version, makes everything that shows this deployment due, and tells listeners: one
 * statement, since every step does it twice.
 */
export async function change(trx: Trx, id: string, fields: Updateable<Tables['deployments']> = {}): Promise<number> {
  const { version } = await trx
    .with('changed', (db) =>
      db
        .updateTable('deployments')
        .set({ ...fields, version: sql<number>`version + 1` })
        .where('id', '=', id)
        .returning('version'),
    )
    .with('due', (db) =>
      db
        .updateTable('projections')
        .from('changed')
        .set((row) => ({ wanted: row.ref('changed.version') }))
        .where('subject', '=', id),
    )
    .selectFrom('changed')
    .select(['version', notification.as('told')])
    .executeTakeFirstOrThrow();
  return version;
}

/** Appends the line and keeps its anchor on the row, so that the card prints it. Comes last: see appendAudit. */
export async function auditDeployment(
  trx: Trx,
  clock: Store['clock'],
  row: Pick<DeploymentRow, 'id' | 'project' | 'environment'>,
  entry: Pick<AuditEntry, 'kind' | 'actor' | 'facts'>,
): Promise<void> {
  const about = { project: row.project, environment: row.environment, deployment: row.id };
  const anchor = await appendAudit(trx, clock, [{ ...about, ...entry }]);
  await trx
    .updateTable('deployments')
    .set({ audit_seq: anchor.seq, audit_hash: anchor.hash })
    .where('id', '=', row.id)
    .execute();
}
