import { parseJson } from '../../../trust.ts';
import type { AuditAnchor } from '../../../ports/views.ts';
import type { AuditRow } from '../tables.ts';
import { type Finding, Walk } from './walk.ts';

/** The same for an export, without a ledger: what an auditor does on a machine of his own. Rejects at a line that is none. */
export async function verifyExport(lines: AsyncIterable<string>, heads: readonly AuditAnchor[] = []): Promise<Finding> {
  const walk = new Walk(heads);
  let number = 0;
  for await (const text of lines) {
    number += 1;
    if (text.trim() === '') continue;
    const broken = walk.take(rowOf(text, number));
    if (broken !== undefined) return broken;
  }
  return walk.end();
}

function rowOf(text: string, number: number): AuditRow {
  const columns = columnsOf(text);
  const string = (name: string): string => {
    const value = columns.get(name);
    if (typeof value === 'string') return value;
    throw new Error(noLine(number, `its “${name}” is ${value === undefined ? 'missing' : 'no text'}`));
  };
  const optional = (name: string): string | null => (columns.get(name) === null ? null : string(name));
  const seq = columns.get('seq');
  if (typeof seq !== 'number') throw new Error(noLine(number, 'it has no number “seq”'));
  return {
    seq,
    at: string('at'),
    kind: string('kind'),
    project: optional('project'),
    environment: optional('environment'),
    deployment: optional('deployment'),
    actor: optional('actor'),
    facts: string('facts'),
    previous: string('previous'),
    hash: string('hash'),
  };
}

function columnsOf(text: string): ReadonlyMap<string, unknown> {
  try {
    const parsed = parseJson(text);
    return new Map(typeof parsed === 'object' && parsed !== null ? Object.entries(parsed) : []);
  } catch {
    // Told by its number: the text may be anything.
    return new Map();
  }
}

function noLine(number: number, found: string): string {
  return `Line ${number} of the file is no line of an audit: ${found}. Wanted the output of greenroom audit export.`;
}
