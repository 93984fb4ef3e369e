/**
 * Milliseconds before the next try: 1, 2, 4 … 30 s, spread by up to a fifth, so that many rows that failed together
 * do not come back together. `seed` takes the place of chance: the spread is the same each time it is asked.
 */
export function backOff(attempt: number, seed: number): number {
  const full = Math.min(30_000, 1_000 * 2 ** Math.min(attempt - 1, 5));
  const spread = ((seed * 2_654_435_761 + attempt * 40_503) % 1_000) / 1_000;
  return Math.round(full * (1 - 0.2 * spread));
}
