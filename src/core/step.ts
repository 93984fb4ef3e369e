import type { ReasonCode } from './reason.ts';

/** `pending → started(fence) → succeeded(evidence) | failed(code) | skipped(code)` (DESIGN §10). */
export const stepStates = ['pending', 'started', 'succeeded', 'failed', 'skipped'] as const;
export type StepState = (typeof stepStates)[number];

/** Everything a step can do, in every pipeline. The files in jobs/steps carry these names. */
export const stepNames = [
  'fetch',
  'build',
  'migrate',
  'switch',
  'verify',
  'test',
  'evidence',
  'restart',
  'roll-back',
  'verify-roll-back',
] as const;
export type StepName = (typeof stepNames)[number];

/** JSON that a step leaves behind as proof; shown on cards and written to the ledger. Never holds a secret. */
export type Facts = { readonly [name: string]: Fact };
export type Fact = string | number | boolean | null | readonly Fact[] | Facts;

/**
 * How a step ended. `failed` means the answer is no (policy, a red test, an unhealthy app) and is never retried;
 * `errored` means something broke on the way (network, a killed child) and may be tried again.
 */
export type StepResult =
  | { readonly kind: 'succeeded'; readonly evidence: Facts }
  | { readonly kind: 'skipped'; readonly code: ReasonCode; readonly detail: string }
  | { readonly kind: 'failed'; readonly code: ReasonCode; readonly detail: string; readonly evidence?: Facts }
  | { readonly kind: 'errored'; readonly code: ReasonCode; readonly detail: string };

export interface StepRecord {
  readonly name: StepName;
  readonly position: number;
  readonly state: StepState;
  readonly attempts: number;
  /** Why it ended as it did; of one that is started, what broke at its last try, until it is tried again. */
  readonly code?: ReasonCode;
  readonly detail?: string;
  readonly evidence?: Facts;
  /** Epoch milliseconds. */
  readonly startedAt?: number;
  readonly endedAt?: number;
}
