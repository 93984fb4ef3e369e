import type { Intent, IntentKind, IntentOutcome } from '../../core/intent.ts';
import { MovedOn } from '../../core/moved-on.ts';
import type { Verdict } from '../../core/verdict.ts';
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

/** What reading alone needs. No id: what only considers cannot end an intent. */
export type Considering<K extends IntentKind> = Omit<Handling<K>, 'id' | 'driver'>;

/** Every guard's verdict, where guards are asked. Only /plan and /why show them all, so they are read when wanted. */
type Verdicts = () => Promise<readonly Verdict[]>;

/** It may be done. */
export interface Would {
  /** Sentences for /plan: what would happen. */
  readonly would: readonly string[];
  readonly verdicts?: Verdicts;
  /** Does it, for this intent. */
  readonly act: (id: string) => Promise<IntentOutcome | undefined>;
}

/** It is refused, with what the command answers. */
export interface Hindered {
  readonly refusal: IntentOutcome;
  readonly verdicts?: Verdicts;
}
export type Considered = Would | Hindered;

export const hindered = (...said: Parameters<typeof refused>): Hindered => ({ refusal: refused(...said) });

type Mutating<K extends IntentKind> = IntentHandler<K> & {
  readonly consider: (considering: Considering<K>) => Promise<Considered>;
};

/**
 * A handler that changes something: first it considers (reading only), then it acts. /plan and /why call the same
 * `consider`, so they cannot say anything else than the command. A new one joins by its line in consider.ts. Where what
 * it considered has moved on before it acts, it considers anew.
 */
export function mutating<K extends IntentKind>(
  consider: (considering: Considering<K>) => Promise<Considered>,
): Mutating<K> {
  const handle: IntentHandler<K> = async ({ use, intent, signal, id }) => {
    for (;;) {
      const considered = await consider({ use, intent, signal });
      if ('refusal' in considered) return considered.refusal;
      try {
        return await considered.act(id);
      } catch (error) {
        // It cannot be so for ever, since each time somebody else has brought something on.
        if (!(error instanceof MovedOn)) throw error;
        if ((await use.ledger.intent(id)) === 'ended') return undefined;
        signal.throwIfAborted();
      }
    }
  };
  return Object.assign(handle, { consider });
}
