import type { ReasonCode } from '../core/reason.ts';
import type { Verdict } from '../core/verdict.ts';
import type { Facts, Read } from './facts.ts';

/** One question about a request. `decide` is pure: the same facts give the same answer. */
export interface Guard<Code extends ReasonCode = ReasonCode> {
  readonly name: string;
  /** For people, as a statement that a yes makes true: “Tested on staging”. Cards show it instead of the name. */
  readonly title: string;
  /** As a person would ask it; shown by /plan and on promotion cards. */
  readonly question: string;
  /** All that it can refuse with. */
  readonly codes: readonly Code[];
  /** What it goes by, besides what the question itself says. Nothing else is read for it; what was not read refuses. */
  readonly reads: readonly Read[];
  decide(facts: Facts): Answer<Code>;
}

export type Answer<Code extends ReasonCode = ReasonCode> =
  | { readonly yes: string }
  | { readonly no: Code; readonly detail: string };

/** A guard that refuses with what it names, and with nothing else: another code does not compile. */
export function guard<const Code extends ReasonCode>(
  its: Omit<Guard<Code>, 'decide'> & { decide(facts: Facts): Answer<NoInfer<Code>> },
): Guard<Code> {
  return its;
}

export function verdictOf(guard: Guard, facts: Facts): Verdict {
  const answer = guard.decide(facts);
  return 'yes' in answer
    ? { guard: guard.name, title: guard.title, allowed: true, detail: answer.yes }
    : { guard: guard.name, title: guard.title, allowed: false, code: answer.no, detail: answer.detail };
}
