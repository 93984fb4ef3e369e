import { type ProcessRole, processRoles } from '../../../../core/process-role.ts';
import { deployments, releases } from './deployments.ts';
import { gate } from './gate.ts';
import { intake } from './intake.ts';
import {
  type Rights,
  type RightsOf,
  type Table,
  type TableRights,
  botReads,
  bothWorkersRead,
  eachWorker,
  placeIs,
} from './right.ts';
import { shown } from './shown.ts';
import { stage } from './stage.ts';

/** What the owner alone writes, and what the workers tell each other of their secrets. */
const installation: RightsOf<'environments' | 'ledger_keys' | 'secret_prints' | 'app_identities'> = {
  environments: { web: { select: true }, ...botReads, ...bothWorkersRead },
  // The key that passwords are made of is the owner's alone.
  ledger_keys: eachWorker(() => ({ select: true, rowsOf: { select: `purpose IN ('prints', 'identities')` } })),
  secret_prints: eachWorker((tier) => ({
    select: true,
    insert: true,
    update: ['print', 'at'],
    delete: true,
    rows: placeIs('secret_prints', tier),
  })),
  app_identities: eachWorker((tier) => ({
    select: true,
    insert: true,
    update: ['seen', 'at'],
    rows: placeIs('app_identities', tier),
  })),
};

/** Every table of the ledger: one without a line here does not compile, and nobody but the owner could use it. */
const rights: RightsOf<Table> = {
  ...intake,
  ...deployments,
  ...releases,
  ...gate,
  ...shown,
  ...stage,
  ...installation,
};

/** One line of it. */
export interface Right {
  readonly table: string;
  readonly role: ProcessRole;
  readonly its: Rights;
}

export const allRights: readonly Right[] = Object.entries<TableRights>(rights).flatMap(([table, roles]) =>
  processRoles.flatMap((role) => {
    const its = roles[role];
    return its === undefined ? [] : [{ table, role, its }];
  }),
);
