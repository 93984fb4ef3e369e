/** From best to worst. `unknown`: it could not be seen, which is never as good as `ok`. */
export const findingStates = ['ok', 'unknown', 'warn', 'fail'] as const;
export type FindingState = (typeof findingStates)[number];

/** What one check of the doctor came to. Plain sentences, in which no secret is. */
export interface Finding {
  /** Stable: other tools hold on to it. */
  readonly id: string;
  readonly title: string;
  readonly state: FindingState;
  readonly found: string;
  readonly wanted: string;
  /** Exactly what to do. */
  readonly remedy: string;
}

const badness: Readonly<Record<FindingState, number>> = { fail: 0, unknown: 1, warn: 2, ok: 3 };

/** Worst first; those of one state stay in the order of the index. */
export function worstFirst(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((a, b) => badness[a.state] - badness[b.state]);
}

export function countOf(findings: readonly Finding[]): Readonly<Record<FindingState, number>> {
  const count = { ok: 0, unknown: 0, warn: 0, fail: 0 };
  for (const { state } of findings) count[state] += 1;
  return count;
}
