/** Name of a config key → opaque print of its value. Prints of two installations' keys say nothing about each other. */
export type ConfigPrint = Readonly<Record<string, string>>;

/** The entry of a print that says with which key it was made. */
export const printKeyEntry = '(key)';

/** False where the two were made with different keys: then nothing is known about what changed. */
export function isComparable(before: ConfigPrint, now: ConfigPrint): boolean {
  return before[printKeyEntry] === now[printKeyEntry];
}

/** Names whose value differs, comes new, or goes, sorted. Empty where there was nothing before. */
export function changedKeys(before: ConfigPrint | undefined, now: ConfigPrint): readonly string[] {
  if (before === undefined) return [];
  const names = new Set([...Object.keys(before), ...Object.keys(now)]);
  names.delete(printKeyEntry);
  return [...names].filter((name) => before[name] !== now[name]).toSorted();
}

/** What the changed keys become, as text for a card's hash: another value under the same name is another decision. */
export function changedText(keys: readonly string[], now: ConfigPrint): string {
  return JSON.stringify(keys.map((key) => [key, now[key] ?? null]));
}
