import { type Judgement, destructive, named, risky } from './judgement.ts';
import { field, listOf, nodeOf, partsOf, textOf } from './tree.ts';

/** What people call the kinds of things that can be dropped; any other kind goes by PostgreSQL's own word. */
const words: Readonly<Record<string, string>> = {
  OBJECT_TABLE: 'table',
  OBJECT_FOREIGN_TABLE: 'foreign table',
  OBJECT_MATVIEW: 'materialized view',
  OBJECT_STATISTIC_EXT: 'statistics',
};

function nameOf(object: unknown): string {
  const node = nodeOf(object);
  if (node === undefined) return '';
  if (node.kind === 'List') return partsOf(listOf(node.body, 'items')).join('.');
  if (node.kind === 'String') return textOf(node.body, 'sval');
  if (node.kind === 'TypeName') return partsOf(listOf(node.body, 'names')).join('.');
  if (node.kind === 'ObjectWithArgs') return partsOf(listOf(node.body, 'objname')).join('.');
  return '';
}

/**
 * What is dropped does not come back with an older image. An index and statistics only made things fast; all else was
 * there for somebody. Also where the same file made it: a tool that goes on after an error drops the old one.
 */
export function judgeDrop(body: unknown): Judgement {
  const kind = textOf(body, 'removeType');
  const word = Object.hasOwn(words, kind)
    ? (words[kind] ?? '')
    : kind
        .replace(/^OBJECT_/, '')
        .replaceAll('_', ' ')
        .toLowerCase();
  const objects = listOf(body, 'objects');
  const names = objects.map((object) => nameOf(object)).filter((name) => name !== '');
  const more = objects.length > 1 ? ` and ${objects.length - 1} more` : '';
  const what = `drops ${named(word)} ${named(names[0] ?? '')}${more}`;
  if (textOf(body, 'behavior') === 'DROP_CASCADE') return destructive(`${what}, with all that depends on it`);
  return kind === 'OBJECT_INDEX' || kind === 'OBJECT_STATISTIC_EXT' ? risky(what) : destructive(what);
}

export function judgeTruncate(body: unknown): Judgement {
  const [first] = listOf(body, 'relations');
  return destructive(`empties the table ${named(textOf(field(first, 'RangeVar'), 'relname'))}`);
}
