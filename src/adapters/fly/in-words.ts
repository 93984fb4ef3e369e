/** Something of JSON in words, with keys sorted and what is empty left out: the same said in two ways is the same text. */
export function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.map((one: unknown) => inWords(one)).join('; ');
  if (value === null || typeof value !== 'object') return String(value);
  return Object.entries(value)
    .filter(([, one]) => one !== null && one !== undefined && !(Array.isArray(one) && one.length === 0))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, one]) => `${key} ${inWords(one)}`)
    .join(', ');
}
