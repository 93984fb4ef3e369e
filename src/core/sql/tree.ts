/**
 * Reads PostgreSQL's parse tree as it comes out of the parser: plain JSON of unknown shape. What is not there, or is of
 * another kind, is undefined or empty; nothing here throws, and nothing goes deeper by calling itself.
 */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

export function textOf(value: unknown, name: string): string {
  const found = field(value, name);
  return typeof found === 'string' ? found : '';
}

export function isTrue(value: unknown, name: string): boolean {
  return field(value, name) === true;
}

export function listOf(value: unknown, name: string): readonly unknown[] {
  const found = field(value, name);
  return Array.isArray(found) ? found : [];
}

/** A node is an object with one key, its kind: `{ "DropStmt": {…} }`. */
export interface Node {
  readonly kind: string;
  readonly body: unknown;
}

export function nodeOf(value: unknown): Node | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const [kind, more] = Object.keys(value);
  return kind === undefined || more !== undefined ? undefined : { kind, body: field(value, kind) };
}

/** Parts of a name that is written as a list of strings: `pg_catalog`, `now`. */
export function partsOf(list: readonly unknown[]): readonly string[] {
  return list.map((part) => textOf(field(part, 'String'), 'sval')).filter((part) => part !== '');
}

/** `schema.table`, as it is written. */
export function relationOf(rangeVar: unknown): string {
  const schema = textOf(rangeVar, 'schemaname');
  const name = textOf(rangeVar, 'relname');
  return schema === '' ? name : `${schema}.${name}`;
}

/** Every node of these kinds below, itself included, wherever it is. */
export function nodesBelow(value: unknown, kinds: ReadonlySet<string>): readonly Node[] {
  const found: Node[] = [];
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (Array.isArray(next)) {
      for (const item of next) open.push(item);
    } else if (typeof next === 'object' && next !== null) {
      for (const [kind, body] of Object.entries(next)) {
        if (kinds.has(kind)) found.push({ kind, body });
        if (typeof body === 'object') open.push(body);
      }
    }
  }
  return found;
}
