import { judgeNewColumn, judgeNewConstraint, judgeNewType } from './columns.ts';
import { type Judgement, type Made, destructive, fine, named, risky, unclear, worst } from './judgement.ts';
import { field, listOf, relationOf, textOf } from './tree.ts';

type Judge = (table: string, command: unknown) => Judgement;

const column = (command: unknown): string => named(textOf(command, 'name'));
const changes =
  (what: string): Judge =>
  (table) =>
    risky(`${what} ${table}`);

/** Every part of ALTER TABLE that is known here, by its name in PostgreSQL's own parser. */
const parts: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  ['AT_AddColumn', (table, command) => judgeNewColumn(table, field(field(command, 'def'), 'ColumnDef'))],
  [
    'AT_ColumnDefault',
    (table, command) =>
      field(command, 'def') === undefined ? risky(`drops the default of ${table}.${column(command)}`) : fine,
  ],
  [
    'AT_DropNotNull',
    (table, command) => risky(`allows ${table}.${column(command)} to be empty, which an older version may not expect`),
  ],
  [
    'AT_SetNotNull',
    (table, command) => risky(`sets ${table}.${column(command)} NOT NULL, which locks ${table} while it is checked`),
  ],
  ['AT_DropColumn', (table, command) => destructive(`drops column ${table}.${column(command)}`)],
  [
    'AT_AlterColumnType',
    (table, command) => judgeNewType(table, textOf(command, 'name'), field(field(command, 'def'), 'ColumnDef')),
  ],
  ['AT_AddConstraint', (table, command) => judgeNewConstraint(table, field(field(command, 'def'), 'Constraint'))],
  ['AT_ValidateConstraint', () => fine],
  ['AT_DropConstraint', (table, command) => risky(`drops the constraint ${column(command)} of ${table}`)],
  ['AT_AlterConstraint', changes('changes a constraint of')],
  ['AT_SetExpression', changes('computes a column anew in')],
  ['AT_DropExpression', changes('stops computing a column of')],
  ['AT_AddIdentity', changes('changes how ids are given in')],
  ['AT_SetIdentity', changes('changes how ids are given in')],
  ['AT_DropIdentity', changes('changes how ids are given in')],
  ['AT_SetStatistics', () => fine],
  ['AT_SetOptions', () => fine],
  ['AT_ResetOptions', () => fine],
  ['AT_SetRelOptions', () => fine],
  ['AT_ResetRelOptions', () => fine],
  ['AT_SetStorage', changes('changes how columns are stored in')],
  ['AT_SetCompression', changes('changes how columns are stored in')],
  ['AT_ClusterOn', changes('changes the order of')],
  ['AT_DropCluster', changes('changes the order of')],
  ['AT_SetLogged', changes('rewrites')],
  ['AT_SetUnLogged', (table) => destructive(`makes ${table} unlogged: a crash empties it`)],
  ['AT_SetAccessMethod', changes('rewrites')],
  ['AT_SetTableSpace', changes('moves')],
  ['AT_ChangeOwner', changes('gives another owner to')],
  ['AT_ReplicaIdentity', changes('changes how rows are replicated of')],
  ['AT_AddInherit', changes('changes what belongs to')],
  ['AT_DropInherit', changes('changes what belongs to')],
  ['AT_AttachPartition', changes('attaches a partition to')],
  [
    'AT_DetachPartition',
    (table, command) => destructive(`takes the rows of ${named(relationOf(partition(command)))} out of ${table}`),
  ],
  ['AT_DetachPartitionFinalize', changes('goes on taking a partition out of')],
  ...[
    'AT_EnableTrig',
    'AT_EnableAlwaysTrig',
    'AT_EnableReplicaTrig',
    'AT_DisableTrig',
    'AT_EnableTrigAll',
    'AT_DisableTrigAll',
    'AT_EnableTrigUser',
    'AT_DisableTrigUser',
  ].map((name): [string, Judge] => [name, changes('switches triggers of')]),
  ...['AT_EnableRowSecurity', 'AT_DisableRowSecurity', 'AT_ForceRowSecurity', 'AT_NoForceRowSecurity'].map(
    (name): [string, Judge] => [name, changes('changes who sees which rows of')],
  ),
]);

function partition(command: unknown): unknown {
  return field(field(field(command, 'def'), 'PartitionCmd'), 'name');
}

/** Options of an ordinary table are how it is kept; those of a view are what it shows, and to whom. */
const tuned = new Set(['AT_SetRelOptions', 'AT_ResetRelOptions']);

function judgePart(table: string, object: string, node: unknown): Judgement {
  const command = field(node, 'AlterTableCmd');
  const subtype = textOf(command, 'subtype');
  const judge = parts.get(subtype);
  if (judge === undefined)
    return unclear(`changes ${table} in a way that is not known here (${named(subtype.replace(/^AT_/, ''))})`);
  const found = judge(table, command);
  if (textOf(command, 'behavior') === 'DROP_CASCADE')
    return destructive(`${found.why === '' ? `changes ${table}` : found.why}, with all that depends on it`);
  if (object === 'OBJECT_VIEW' && tuned.has(subtype)) return risky(`changes the view ${table}`);
  if (object === 'OBJECT_TYPE' && found.class === 'additive') return risky(`changes the type ${table}`);
  return found;
}

/** A table that this very file made has no rows and no readers yet; what is dropped or not known stays what it is. */
export function judgeAlterTable(body: unknown, made: Made): Judgement {
  const written = relationOf(field(body, 'relation'));
  const commands = listOf(body, 'cmds');
  if (commands.length === 0 || written === '') return unclear('changes something that is not named');
  const found = worst(commands.map((command) => judgePart(named(written), textOf(body, 'objtype'), command)));
  return found.class === 'risky' && made.relations.has(written) ? fine : found;
}
