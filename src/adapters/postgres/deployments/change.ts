import type { QueryCreator, Updateable } from 'kysely';
import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import type { StepName } from '../../../core/step.ts';
import type { AuditEntry, Lease } from '../../../ports/ledger.ts';
import { appendAudit } from '../audit.ts';
import { type Store, type Trx, notification } from '../database.ts';
import { fence, refuseUnlessCurrent } from '../leases.ts';
import type { Tables } from '../tables.ts';

export type DeploymentRow = Selectable<Tables['deployments']>;
type StepRecord = Pick<Selectable<Tables['steps']>, 'state' | 'attempts' | 'started_at'>;

/** The row, locked until the transaction ends. */
export async function lockDeployment(trx: Trx, id: string): Promise<DeploymentRow> {
  const row = await trx.selectFrom('deployments').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (row === undefined) throw new Error(`There is no deployment ${id}.`);
  return row;
}

/** Lease and deployment, to be locked in this order: see database.ts. PostgreSQL locks in that of the clauses. */
function leaseAndDeployment(trx: Trx, id: string, lease: Lease) {
  return trx
    .selectFrom(['leases as l', 'deployments as d'])
    .selectAll('d')
    .select(['l.token', 'l.holder', sql<boolean>`l.expires_at > clock_timestamp()`.as('in_force')])
    .where('l.project', '=', lease.project)
    .where('l.environment', '=', lease.environment)
    .where('d.id', '=', id)
    .forShare('l');
}

/** The row, locked, and the lease checked in the same transaction where one is given. */
export async function lockUnderLease(trx: Trx, id: string, lease: Lease | undefined): Promise<DeploymentRow> {
  if (lease === undefined) return lockDeployment(trx, id);
  const both = await leaseAndDeployment(trx, id, lease).forUpdate('d').executeTakeFirst();
  if (both !== undefined) refuseUnlessCurrent(lease, both);
  // One of them is not there. Which, and what to say of it, is found out one by one.
  else await fence(trx, lease);
  return sameEnvironment(both ?? (await lockDeployment(trx, id)), lease);
}

/** As lockUnderLease, with the step's record, locked as well: one statement, since every step does it twice. */
export async function lockStep(
  trx: Trx,
  id: string,
  name: StepName,
  lease: Lease,
): Promise<{ readonly deployment: DeploymentRow; readonly step: StepRecord }> {
  const row = await leaseAndDeployment(trx, id, lease)
    .innerJoin('steps as s', 's.deployment', 'd.id')
    .where('s.name', '=', name)
    .select(['s.state as step_state', 's.attempts', 's.started_at as step_started_at'])
    .forUpdate(['d', 's'])
    .executeTakeFirst();
  if (row === undefined) {
    const deployment = await lockUnderLease(trx, id, lease);
    throw new Error(`deployment #${deployment.number} has no step “${name}”; setSteps puts it there`);
  }
  refuseUnlessCurrent(lease, row);
  const step = { state: row.step_state, attempts: row.attempts, started_at: row.step_started_at };
  return { deployment: sameEnvironment(row, lease), step };
}

function sameEnvironment<Row extends DeploymentRow>(row: Row, lease: Lease): Row {
  if (lease.project === row.project && lease.environment === row.environment) return row;
  throw new Error(
    `lease.lost: deployment #${row.number} is in ${row.project}/${row.environment}; ` +
      `the lease given is for ${lease.project}/${lease.environment}`,
  );
}

/**
 * Writes the fields (and those of a step), raises the version, makes everything that shows this deployment due, and tells
 * listeners: one statement, since every step does it twice.
 */
export async function change(
  trx: Trx,
  id: string,
  fields: Updateable<Tables['deployments']> = {},
  step?: { readonly name: StepName; readonly fields: Updateable<Tables['steps']> },
): Promise<number> {
  const begun: QueryCreator<Tables> =
    step === undefined
      ? trx
      : trx.with('stepped', (db) =>
          db.updateTable('steps').set(step.fields).where('deployment', '=', id).where('name', '=', step.name),
        );
  const { version } = await begun
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
  await appendAudit(trx, clock, [{ ...about, ...entry }], row.id);
}
