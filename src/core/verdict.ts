import type { ReasonCode } from './reason.ts';

interface Asked {
  readonly guard: string;
  /** For people; absent in verdicts that were recorded before guards had one. */
  readonly title?: string;
}

/** A guard's answer. What is unknown, missing or ambiguous is refused (DESIGN §6.3). */
export type Verdict = Asked &
  (
    | { readonly allowed: true; readonly detail: string }
    | { readonly allowed: false; readonly code: ReasonCode; readonly detail: string }
  );

export function allAllowed(verdicts: readonly Verdict[]): boolean {
  return verdicts.length > 0 && verdicts.every((verdict) => verdict.allowed);
}
