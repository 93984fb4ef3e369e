/** A JSON object of which nothing else is known. */
export type Json = Readonly<Record<string, unknown>>;

export function isJson(value: unknown): value is Json {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** The objects of a list; what is none is left out. */
export function objects(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isJson) : [];
}

export function textAt(json: unknown, key: string): string | undefined {
  const value = isJson(json) ? json[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}

export function numberAt(json: unknown, key: string): number | undefined {
  const value = isJson(json) ? json[key] : undefined;
  return typeof value === 'number' ? value : undefined;
}

export function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
