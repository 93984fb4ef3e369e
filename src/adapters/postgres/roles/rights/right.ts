import type { Tables } from '../../tables.ts';
import type { ProcessRole } from '../../../../core/process-role.ts';

export type Table = keyof Tables;
type ColumnOf<T extends Table> = keyof Tables[T] & string;

/** What one role may do with one table; what is not said it may not. */
export interface Rights<Column extends string = string> {
  readonly select?: true | readonly Column[];
  readonly insert?: true | readonly Column[];
  /** Always by name: what makes a row what it is stays out, so that no row can be turned into another one. */
  readonly update?: readonly Column[];
  readonly delete?: true;
  /** SQL: what a row that this role writes must be. An exception for one verb goes into `rowsOf`. */
  readonly rows?: string;
  readonly rowsOf?: { readonly [V in 'select' | 'insert' | 'update' | 'delete']?: string };
}

export type TableRights<Column extends string = string> = { readonly [R in ProcessRole]?: Rights<Column> };
export type RightsOf<T extends Table> = { readonly [K in T]: TableRights<ColumnOf<K>> };

type WorkerTier = 'staging' | 'production';

/** The same for both workers, each in its own environments. */
export function eachWorker<Column extends string>(rights: (tier: WorkerTier) => Rights<Column>): TableRights<Column> {
  return { 'worker-staging': rights('staging'), 'worker-production': rights('production') };
}

/** What everybody but the front door reads. */
export const bothWorkersRead = { 'worker-staging': { select: true }, 'worker-production': { select: true } } as const;
export const botReads = { bot: { select: true } } as const;

/** The row is of an environment that the owner has written down as this tier; what the row says of itself does not count. */
export function placeIs(table: Table, tier: WorkerTier): string {
  return `EXISTS (SELECT FROM environments e WHERE e.project = ${table}.project
    AND e.environment = ${table}.environment AND e.tier = '${tier}')`;
}

/** The deployment that the row names is one of such an environment. */
export function deploymentIs(table: Table, tier: WorkerTier): string {
  return `EXISTS (SELECT FROM deployments d JOIN environments e USING (project, environment)
    WHERE d.id = ${table}.deployment AND d.tier = '${tier}' AND e.tier = '${tier}')`;
}

/** The deployment that the row names is one of the row's own environment. */
export function deploymentIsThere(table: Table, column = 'deployment'): string {
  return `EXISTS (SELECT FROM deployments d WHERE d.id = ${table}.${column}
    AND d.project = ${table}.project AND d.environment = ${table}.environment)`;
}
