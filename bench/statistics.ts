/** The value below which this share of the sorted values lies (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

export const inMs = (value: number): string => `${value.toFixed(0)} ms`;

/** `p50 12 ms, p95 20 ms, worst 31 ms`. */
export const spread = (values: readonly number[]): string =>
  `p50 ${inMs(median(values))}, p95 ${inMs(percentile(values, 0.95))}, worst ${inMs(Math.max(...values))}`;
