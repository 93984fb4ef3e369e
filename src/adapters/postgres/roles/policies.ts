import { createHash } from 'node:crypto';
import { roleName } from './role-name.ts';
import { type Right, allRights } from './rights/index.ts';
import type { Rights } from './rights/right.ts';

export interface Policy {
  readonly table: string;
  readonly name: string;
  readonly statement: string;
}

const verbs = ['select', 'insert', 'update', 'delete'] as const;
type Verb = (typeof verbs)[number];

/** Tables of which rows, and not only columns, are told apart. */
export const tablesWithPolicies: readonly string[] = [
  ...new Set(
    allRights.filter(({ its }) => its.rows !== undefined || its.rowsOf !== undefined).map(({ table }) => table),
  ),
];

/**
 * An update sees every row and is judged by what it would leave there: what says which environment a row is of cannot be
 * updated, so that is the row's own, and a row of production is refused aloud instead of being passed over. A delete has
 * nothing to leave there: rows that are not the role's are not met by it.
 */
function clauseOf(verb: Verb, { rows, rowsOf }: Rights): string {
  const condition = rowsOf?.[verb] ?? rows ?? 'true';
  if (verb === 'select') return `USING (${rowsOf?.select ?? 'true'})`;
  if (verb === 'insert') return `WITH CHECK (${condition})`;
  return verb === 'update' ? `USING (true) WITH CHECK (${condition})` : `USING (${condition})`;
}

function policyOf(database: number, { table, role, its }: Right, verb: Verb): Policy {
  const clause = clauseOf(verb, its);
  const to = roleName(database, role);
  const print = createHash('sha256').update(`${to} ${clause}`).digest('hex').slice(0, 8);
  const name = `greenroom_${role.replace('-', '_')}_${verb}_${print}`;
  return { table, name, statement: `CREATE POLICY ${name} ON ${table} FOR ${verb.toUpperCase()} TO ${to} ${clause}` };
}

/**
 * All row policies. Each name carries a print of what the policy says, so that what is there already need not be made
 * anew: changing a policy waits for everybody who reads the table.
 */
export function policiesFor(database: number): readonly Policy[] {
  return allRights
    .filter(({ table }) => tablesWithPolicies.includes(table))
    .flatMap((right) =>
      verbs.filter((verb) => right.its[verb] !== undefined).map((verb) => policyOf(database, right, verb)),
    );
}
