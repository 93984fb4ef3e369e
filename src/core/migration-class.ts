import type { MigrationClass } from './migration.ts';
import { plainText } from './plain-text.ts';
import { type Judgement, type Made, unclear, worst } from './sql/judgement.ts';
import { judgeStatement } from './sql/statements.ts';
import { field } from './sql/tree.ts';

/** A file's class is that of its worst statement; `why` is absent where it is additive. */
export interface Classified {
  readonly class: MigrationClass;
  readonly why?: string;
}

/** Larger files are not read: nobody could read them on a card's behalf either. */
export const mostMigrationBytes = 1024 * 1024;

export function unreadable(why: string): Classified {
  return { class: 'unknown', why: plainText(why, 200) };
}

function classified(judgement: Judgement): Classified {
  return judgement.class === 'additive'
    ? { class: 'additive' }
    : { class: judgement.class, why: plainText(judgement.why, 200) };
}

/** Judges what PostgreSQL’s parser made of a whole file: `{ "stmts": [ { "stmt": { … } } ] }`, of unknown shape. */
export function classifyStatements(parsed: unknown): Classified {
  const list = field(parsed, 'stmts');
  if (!Array.isArray(list)) return unreadable('has no list of statements');
  const made: Made = { relations: new Set() };
  const judgements = list.map((one: unknown) => {
    const statement = field(one, 'stmt');
    return statement === undefined ? unclear('has something that is no statement') : judgeStatement(statement, made);
  });
  return classified(worst(judgements));
}

/**
 * Text that could be read in two ways is not judged at all. The parser stops at a NUL, which a server does not; MySQL
 * and MariaDB run what stands in `/*!`, which here is a comment; and a comment in a comment ends later for PostgreSQL
 * than for others. Undefined: nothing of the kind.
 */
export function ambiguous(text: string): Classified | undefined {
  if (text.includes('\0')) return unreadable('is not text: it holds a NUL');
  if (/\/\*M?!/.test(text)) return unreadable('is written for another database (/*!)');
  if (hasNestedComment(text)) return unreadable('has a comment in a comment');
  return undefined;
}

/** Also where it only looks like one, inside a text: such a file is rare, and one more look does not hurt it. */
function hasNestedComment(text: string): boolean {
  for (let from = text.indexOf('/*'); from >= 0; from = text.indexOf('/*', from + 2)) {
    const end = text.indexOf('*/', from + 2);
    const next = text.indexOf('/*', from + 2);
    if (next >= 0 && next < (end < 0 ? text.length : end)) return true;
  }
  return false;
}
