import type { ReasonCode } from './reason.ts';

/** A guard's answer. What is unknown, missing or ambiguous is refused (DESIGN §6.3). */
export type Verdict =
  | { readonly guard: string; readonly allowed: true; readonly detail: string }
  | { readonly guard: string; readonly allowed: false; readonly code: ReasonCode; readonly detail: string };

export function allAllowed(verdicts: readonly Verdict[]): boolean {
  return verdicts.length > 0 && verdicts.every((verdict) => verdict.allowed);
}
