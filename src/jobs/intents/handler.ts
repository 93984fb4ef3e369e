import type { Intent, IntentKind, IntentOutcome } from '../../core/intent.ts';
import type { Driver } from '../drive.ts';
import type { Use } from '../use.ts';

export interface Handling<K extends IntentKind = IntentKind> {
  readonly use: Use;
  readonly id: string;
  readonly intent: Extract<Intent, { kind: K }>;
  readonly driver: Driver;
  readonly signal: AbortSignal;
}

/**
 * Turns one kind of intent into ledger state. What it returns ends the intent; undefined: it was ended already, in the
 * transaction that did the work. Driving comes after, so that a wish is written down before anything long begins.
 */
export type IntentHandler<K extends IntentKind> = (handling: Handling<K>) => Promise<IntentOutcome | undefined>;

export const refused = (code: IntentOutcome['code'], ...lines: string[]): IntentOutcome => ({
  state: 'refused',
  code,
  lines,
});
export const done = (code: IntentOutcome['code'], ...lines: string[]): IntentOutcome => ({
  state: 'done',
  code,
  lines,
});
