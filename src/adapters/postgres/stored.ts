/**
 * PostgreSQL keeps no NUL in text, and refuses `\u0000` and half surrogates inside jsonb. Hostile commit messages and
 * names have them; they become U+FFFD rather than sinking the row.
 */
export function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}

/** JSON text for a jsonb column. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'string' ? storable(part) : part));
}

/** NULL columns are absent fields: a view has `code` or it has not, it never has `code: null`. */
export function present<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> };
export function present(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined));
}
