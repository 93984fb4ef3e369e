/** JSON text as unknown rather than any. Throws where it is none. */
export function parseJson(text: string): unknown {
  const parsed: unknown = JSON.parse(text);
  return parsed;
}
