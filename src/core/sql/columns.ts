import { isVolatile, judgeExecuted } from './executed.ts';
import { type Judgement, fine, named, risky, unclear, destructive, worst } from './judgement.ts';
import { field, listOf, partsOf, textOf } from './tree.ts';

/** Written as types, and mean a default of the next number, written into every row. */
const serials = new Set(['serial', 'serial2', 'serial4', 'serial8', 'bigserial', 'smallserial']);

/** Constraints that say how a column is checked, not that it is. */
const attributes = new Set([
  'CONSTR_NULL',
  'CONSTR_ATTR_DEFERRABLE',
  'CONSTR_ATTR_NOT_DEFERRABLE',
  'CONSTR_ATTR_DEFERRED',
  'CONSTR_ATTR_IMMEDIATE',
]);

/** A change to one of these keeps every value, without an expression. What is longer or exact is cut or rounded. */
const keepsAll = new Set(['text', 'varchar', 'citext', 'int8', 'bigint', 'numeric', 'timestamptz', 'jsonb']);

function typeOf(column: unknown): { readonly name: string; readonly bounded: boolean } {
  const type = field(column, 'typeName');
  return {
    name: partsOf(listOf(type, 'names')).at(-1) ?? '',
    bounded: listOf(type, 'typmods').length > 0 || listOf(type, 'arrayBounds').length > 0,
  };
}

function isNull(expression: unknown): boolean {
  return field(field(expression, 'A_Const'), 'isnull') === true;
}

/**
 * Since PostgreSQL 11 a default that is the same for every row is written once, into the catalogue; any other one
 * rewrites the table under a lock that stops readers, too.
 */
export function judgeNewColumn(table: string, column: unknown): Judgement {
  const name = `${table}.${named(textOf(column, 'colname'))}`;
  const constraints = listOf(column, 'constraints').map((one) => field(one, 'Constraint'));
  const kinds = new Set(constraints.map((one) => textOf(one, 'contype')));
  const found: Judgement[] = [];
  if (serials.has(typeOf(column).name)) found.push(risky(`adds ${name} as serial, which rewrites the table`));
  let filled = kinds.has('CONSTR_GENERATED') || kinds.has('CONSTR_IDENTITY') || serials.has(typeOf(column).name);
  for (const constraint of constraints) {
    const kind = textOf(constraint, 'contype');
    const expression = field(constraint, 'raw_expr');
    found.push(judgeExecuted(expression));
    if (kind === 'CONSTR_DEFAULT') {
      filled ||= !isNull(expression);
      if (isVolatile(expression))
        found.push(risky(`adds ${name} with a default that differs by row, which rewrites the table`));
    } else if (kind === 'CONSTR_GENERATED') {
      if (textOf(constraint, 'generated_kind') !== 'v')
        found.push(risky(`adds ${name} as stored and computed, which rewrites the table`));
    } else if (kind === 'CONSTR_IDENTITY') found.push(risky(`adds ${name} as identity, which rewrites the table`));
    else if (kind !== 'CONSTR_NOTNULL' && !attributes.has(kind))
      found.push(risky(`adds ${name} with a constraint that every row is checked for`));
  }
  const mustHave = kinds.has('CONSTR_NOTNULL') || kinds.has('CONSTR_PRIMARY');
  if (mustHave && !filled)
    found.push(risky(`adds ${name} as NOT NULL without a default: what serves now cannot insert any more`));
  return worst(found);
}

export function judgeNewType(table: string, column: string, definition: unknown): Judgement {
  const { name, bounded } = typeOf(definition);
  const what = `changes the type of ${table}.${named(column)} to ${named(name)}`;
  const using = field(definition, 'raw_default');
  const executed = judgeExecuted(using);
  if (executed.class === 'unknown') return worst([executed, destructive(`${what} by an expression`)]);
  if (using !== undefined) return destructive(`${what} by an expression: what it leaves out is gone`);
  return keepsAll.has(name) && !bounded
    ? risky(`${what}, which may rewrite the table`)
    : destructive(`${what}: what does not fit is rounded, cut or refused`);
}

export function judgeNewConstraint(table: string, constraint: unknown): Judgement {
  const kind = textOf(constraint, 'contype');
  const given = textOf(constraint, 'conname');
  const name = given === '' ? '' : ` ${named(given)}`;
  const executed = judgeExecuted(field(constraint, 'raw_expr'));
  if (executed.class === 'unknown') return executed;
  if (kind === '') return unclear(`adds a constraint to ${table} that is not known here`);
  // Rows that are there are looked at later, by VALIDATE, without stopping anybody.
  if (field(constraint, 'skip_validation') === true) return fine;
  return risky(`adds the constraint${name} to ${table}, which locks it while every row is checked`);
}
