/** GitHub's deepest published payload has 9 levels. */
const deepestJson = 64;

/**
 * True where parsed JSON nests deeper than it may. After parsing, since V8 parses without recursion, and a look at every
 * byte beforehand took longer than parsing does; what reads a payload afterwards may well recurse.
 */
export function isTooDeep(json: unknown, limit = deepestJson): boolean {
  let level: object[] = typeof json === 'object' && json !== null ? [json] : [];
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > limit) return true;
    const next: object[] = [];
    for (const one of level) {
      for (const value of Object.values(one)) if (typeof value === 'object' && value !== null) next.push(value);
    }
    level = next;
  }
  return false;
}
