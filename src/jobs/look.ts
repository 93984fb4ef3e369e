import type { ReasonCode } from '../core/reason.ts';
import type { Facts } from '../core/step.ts';
import { parseJson } from '../trust.ts';

/** What one look at one service came to. `final`: looking longer would not change it. */
export type Look =
  | { readonly well: true; readonly facts: Facts }
  | { readonly well: false; readonly code: ReasonCode; readonly detail: string; readonly final: boolean };

/** After a way back, values that served before are right, and nobody knows them any more but the target. */
export type Values = 'as configured' | 'as before';

export const oneLookMs = 3_000;

export const notYet = (code: ReasonCode, detail: string): Look => ({ well: false, code, detail, final: false });
export const never = (code: ReasonCode, detail: string): Look => ({ well: false, code, detail, final: true });

/** JSON from outside; undefined where it is none. */
export function parsed(body: string): unknown {
  try {
    return parseJson(body);
  } catch {
    return undefined;
  }
}
