import { judgeExecuted } from './executed.ts';
import { type Judgement, type Made, destructive, fine, named, risky, unclear, worst } from './judgement.ts';
import { field, isTrue, listOf, nodesBelow, relationOf, textOf } from './tree.ts';

const writing = new Set(['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt']);

/** Writing to PostgreSQL's own tables changes what everything else means. */
function isCatalogue(relation: string): boolean {
  return /^(?:pg_catalog|information_schema|pg_toast)\.|^pg_/.test(relation);
}

function judgeInsert(body: unknown, table: string, made: Made): Judgement {
  const action = textOf(field(body, 'onConflictClause'), 'action');
  const source = field(field(body, 'selectStmt'), 'SelectStmt');
  if (made.relations.has(relationOf(field(body, 'relation')))) return fine;
  if (action === 'ONCONFLICT_UPDATE') return risky(`changes rows of ${table}`);
  const copies = listOf(source, 'fromClause').length > 0 || field(source, 'larg') !== undefined;
  return copies ? risky(`copies rows into ${table}`) : fine;
}

function judgeMerge(body: unknown, table: string): Judgement {
  const deletes = listOf(body, 'mergeWhenClauses').some(
    (one) => textOf(field(one, 'MergeWhenClause'), 'commandType') === 'CMD_DELETE',
  );
  return deletes ? destructive(`deletes rows of ${table}`) : risky(`changes rows of ${table}`);
}

function judgeWrite(kind: string, body: unknown, made: Made): Judgement {
  const relation = relationOf(field(body, 'relation'));
  const table = named(relation);
  if (isCatalogue(relation)) return unclear(`writes to PostgreSQL’s own table ${table}`);
  if (kind === 'DeleteStmt') return destructive(`deletes rows of ${table}`);
  if (kind === 'MergeStmt') return judgeMerge(body, table);
  if (kind === 'InsertStmt') return judgeInsert(body, table, made);
  return made.relations.has(relation) ? fine : risky(`changes rows of ${table}`);
}

/** A query or a change of rows, with all that is nested in it: WITH … AS (DELETE …) deletes wherever it stands. */
export function judgeRows(statement: unknown, made: Made): Judgement {
  return worst([
    ...nodesBelow(statement, writing).map(({ kind, body }) => judgeWrite(kind, body, made)),
    judgeExecuted(statement),
  ]);
}

/** `SELECT … INTO x` makes a table. */
export function judgeSelect(statement: unknown, body: unknown, made: Made): Judgement {
  const into = relationOf(field(field(body, 'intoClause'), 'rel'));
  const found = judgeRows(statement, made);
  if (into !== '') made.relations.add(into);
  return found;
}

export function judgeTableFromQuery(body: unknown, made: Made): Judgement {
  const found = judgeRows(field(body, 'query'), made);
  const name = relationOf(field(field(body, 'into'), 'rel'));
  if (!isTrue(body, 'if_not_exists') && name !== '') made.relations.add(name);
  return found;
}
