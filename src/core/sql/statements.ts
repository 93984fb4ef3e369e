import { judgeAlterTable } from './alter-table.ts';
import { judgeDrop, judgeTruncate } from './drop.ts';
import { judgeExecuted } from './executed.ts';
import { type Judgement, type Made, destructive, fine, named, risky, unclear, worst } from './judgement.ts';
import { judgeRows, judgeSelect, judgeTableFromQuery } from './rows.ts';
import { judgeSet } from './settings.ts';
import { field, isTrue, listOf, nodeOf, partsOf, relationOf, textOf } from './tree.ts';

type Judge = (body: unknown, made: Made, statement: unknown) => Judgement;

const always =
  (judgement: Judgement): Judge =>
  () =>
    judgement;
const newUnlessReplaced =
  (what: string): Judge =>
  (body) =>
    isTrue(body, 'replace') ? risky(`replaces ${what}`) : fine;
const grants =
  (what: string): Judge =>
  (body) =>
    isTrue(body, 'is_grant') ? fine : risky(what);
const onTable =
  (what: string): Judge =>
  (body, made) => {
    const name = relationOf(field(body, 'relation') ?? field(body, 'table'));
    return made.relations.has(name) ? fine : risky(`${what} ${named(name)}`);
  };

/** Whether a list of options, as in `VACUUM (FULL)`, has this one. */
function hasOption(options: readonly unknown[], name: string): boolean {
  return options.some((option) => textOf(field(option, 'DefElem'), 'defname') === name);
}

const judgeCreateTable: Judge = (body, made) => {
  const name = relationOf(field(body, 'relation'));
  const parents = listOf(body, 'inhRelations').map((parent) => relationOf(field(parent, 'RangeVar')));
  const old = parents.find((parent) => !made.relations.has(parent));
  // With IF NOT EXISTS it may be an old one, with rows and readers.
  if (!isTrue(body, 'if_not_exists') && name !== '') made.relations.add(name);
  return old === undefined ? fine : risky(`adds ${named(name)} to ${named(old)}, which locks that`);
};

const judgeIndex: Judge = (body, made) => {
  const table = relationOf(field(body, 'relation'));
  const executed = judgeExecuted([field(body, 'indexParams'), field(body, 'whereClause')]);
  if (executed.class === 'unknown') return executed;
  if (made.relations.has(table)) return fine;
  if (!isTrue(body, 'concurrent')) return risky(`builds an index on ${named(table)}, which stops writing meanwhile`);
  return isTrue(body, 'unique')
    ? risky(`makes rows of ${named(table)} unique, which an older version may not respect`)
    : fine;
};

const judgeTransaction: Judge = (body, made) => {
  const kind = textOf(body, 'kind').replace(/^TRANS_STMT_/, '');
  if (kind.startsWith('ROLLBACK')) made.relations.clear();
  return ['BEGIN', 'START', 'COMMIT', 'ROLLBACK', 'SAVEPOINT', 'RELEASE', 'ROLLBACK_TO'].includes(kind)
    ? fine
    : unclear('leaves a transaction prepared');
};

/** After these a name may mean another table than it did before. */
const judgeRename: Judge = (body, made) => {
  made.relations.clear();
  const relation = relationOf(field(body, 'relation'));
  const column = textOf(body, 'subname');
  const kind = textOf(body, 'renameType')
    .replace(/^OBJECT_/, '')
    .replaceAll('_', ' ')
    .toLowerCase();
  const name = [relation, column].filter((part) => part !== '').join('.');
  return risky(`renames the ${named(kind)}${name === '' ? '' : ` ${named(name)}`}`);
};

const judgeSchema: Judge = (body, made) =>
  worst(listOf(body, 'schemaElts').map((element) => judgeStatement(element, made)));

/** Every kind of statement that is known here. What is not in this list is unknown. */
const statements: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  ['CreateStmt', judgeCreateTable],
  ['CreateTableAsStmt', judgeTableFromQuery],
  ['CreateSchemaStmt', judgeSchema],
  ['CreateSeqStmt', always(fine)],
  ['CreateEnumStmt', always(fine)],
  ['CompositeTypeStmt', always(fine)],
  ['CreateRangeStmt', always(fine)],
  ['CreateDomainStmt', always(fine)],
  ['CreateExtensionStmt', always(fine)],
  ['CreateStatsStmt', always(fine)],
  ['DefineStmt', newUnlessReplaced('a definition')],
  [
    'ViewStmt',
    (body) => (isTrue(body, 'replace') ? risky(`replaces the view ${named(relationOf(field(body, 'view')))}`) : fine),
  ],
  [
    'CreateFunctionStmt',
    (body) =>
      isTrue(body, 'replace')
        ? risky(`replaces the function ${named(partsOf(listOf(body, 'funcname')).join('.'))}`)
        : fine,
  ],
  ['IndexStmt', judgeIndex],
  [
    'CreateTrigStmt',
    (body, made, statement) =>
      isTrue(body, 'replace') ? risky('replaces a trigger') : onTable('adds a trigger to')(body, made, statement),
  ],
  ['CreatePolicyStmt', onTable('changes who sees which rows of')],
  ['AlterPolicyStmt', onTable('changes who sees which rows of')],
  ['CommentStmt', always(fine)],
  ['GrantStmt', grants('takes rights away')],
  ['GrantRoleStmt', grants('takes a role away')],
  [
    'AlterDefaultPrivilegesStmt',
    (body) => (isTrue(field(body, 'action'), 'is_grant') ? fine : risky('takes rights away')),
  ],
  ['AlterTableStmt', judgeAlterTable],
  ['AlterEnumStmt', (body) => (textOf(body, 'oldVal') === '' ? fine : risky('renames a value of an enum'))],
  ['AlterSeqStmt', always(risky('changes a sequence'))],
  ['AlterDomainStmt', always(risky('changes a domain, whose every use is checked'))],
  ['AlterFunctionStmt', always(risky('changes a function'))],
  ['AlterTypeStmt', always(risky('changes a type'))],
  ['AlterOwnerStmt', always(risky('gives something another owner'))],
  [
    'AlterObjectSchemaStmt',
    (_, made) => {
      made.relations.clear();
      return risky('moves something to another schema');
    },
  ],
  ['RenameStmt', judgeRename],
  ['DropStmt', judgeDrop],
  ['DropOwnedStmt', always(destructive('drops everything that a role owns'))],
  ['DropdbStmt', (body) => destructive(`drops database ${named(textOf(body, 'dbname'))}`)],
  ['DropRoleStmt', always(destructive('drops a role'))],
  ['DropTableSpaceStmt', always(destructive('drops a tablespace'))],
  ['DropSubscriptionStmt', always(destructive('drops a subscription'))],
  ['DropUserMappingStmt', always(destructive('drops a user mapping'))],
  ['TruncateStmt', judgeTruncate],
  ['SelectStmt', (body, made, statement) => judgeSelect(statement, body, made)],
  ...['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'].map((kind): [string, Judge] => [
    kind,
    (_, made, statement) => judgeRows(statement, made),
  ]),
  [
    'RefreshMatViewStmt',
    (body) => (isTrue(body, 'concurrent') ? fine : risky('computes a view anew, which nobody can read meanwhile')),
  ],
  [
    'ReindexStmt',
    (body) =>
      hasOption(listOf(body, 'params'), 'concurrently')
        ? fine
        : risky('builds indexes anew, which stops writing meanwhile'),
  ],
  [
    'VacuumStmt',
    (body) => (hasOption(listOf(body, 'options'), 'full') ? risky('rewrites tables (VACUUM FULL)') : fine),
  ],
  ['ClusterStmt', always(risky('rewrites a table (CLUSTER)'))],
  ['LockStmt', always(risky('locks a table'))],
  ['ConstraintsSetStmt', always(fine)],
  ['VariableShowStmt', always(fine)],
  [
    'VariableSetStmt',
    (body, made) => {
      // The search path and the role decide which table a bare name means.
      made.relations.clear();
      return judgeSet(body);
    },
  ],
  ['TransactionStmt', judgeTransaction],
  ['DoStmt', always(unclear('runs code (DO)'))],
  ['CallStmt', always(unclear('runs a procedure (CALL)'))],
  ['CopyStmt', always(unclear('copies data from or to a file (COPY)'))],
  ['ExecuteStmt', always(unclear('runs a statement prepared elsewhere'))],
]);

export function judgeStatement(statement: unknown, made: Made): Judgement {
  const node = nodeOf(statement);
  if (node === undefined) return unclear('has something that is no statement');
  const judge = statements.get(node.kind);
  return judge === undefined
    ? unclear(`has a statement that is not known here (${named(node.kind.replace(/Stmt$/, ''))})`)
    : judge(node.body, made, statement);
}
