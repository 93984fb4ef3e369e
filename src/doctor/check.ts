import type { Finding, FindingState } from '../core/finding.ts';
import type { Facts, Seen } from '../ports/survey.ts';

/** What a check came to. `wanted` and `remedy` where they can be said more exactly than in general. */
export interface Judgement {
  readonly state: FindingState;
  readonly found: string;
  readonly wanted?: string;
  readonly remedy?: string;
}

interface Spec<T> {
  readonly id: string;
  /** What is looked at, in a few words. */
  readonly title: string;
  readonly wanted: string;
  readonly remedy: string;
  readonly of: (facts: Facts) => Seen<T>;
  /** It is about a credential: one that was refused fails here, and leaves the others that needed it unknown. */
  readonly credential?: true;
  /** Pure. */
  readonly judge: (value: T, facts: Facts) => Judgement;
}

/** One question of the doctor: one file, and one line in the index. docs/doctor.md is made from these. */
export interface Check extends Pick<Spec<never>, 'id' | 'title' | 'wanted' | 'remedy'> {
  examine(facts: Facts): Finding;
}

/** What could not be seen is unknown, with the reason; it is never judged. */
export function defineCheck<T>({ id, title, wanted, remedy, of, judge, credential }: Spec<T>): Check {
  return {
    id,
    title,
    wanted,
    remedy,
    examine: (facts) => {
      const seen = of(facts);
      const said: Judgement = seen.ok
        ? judge(seen.value, facts)
        : { state: credential === true && seen.refused === true ? 'fail' : 'unknown', found: seen.why };
      return { id, title, wanted, remedy, ...said };
    },
  };
}

export const ok = (found: string): Judgement => ({ state: 'ok', found });
export const warn = (found: string, more: Omit<Judgement, 'state' | 'found'> = {}): Judgement => ({
  state: 'warn',
  found,
  ...more,
});
export const fail = (found: string, more: Omit<Judgement, 'state' | 'found'> = {}): Judgement => ({
  state: 'fail',
  found,
  ...more,
});

/** All of them or the first that could not be seen. */
export function both<A, B>(a: Seen<A>, b: Seen<B>): Seen<readonly [A, B]> {
  if (!a.ok) return a;
  if (!b.ok) return b;
  return { ok: true, value: [a.value, b.value] };
}

/** Each one’s answer, named; the first that could not be seen stands for all. */
export function each<T, V>(
  list: Seen<readonly T[]>,
  name: (one: T) => string,
  of: (one: T) => Seen<V>,
): Seen<readonly { readonly name: string; readonly one: T; readonly value: V }[]> {
  if (!list.ok) return list;
  const values: { readonly name: string; readonly one: T; readonly value: V }[] = [];
  for (const one of list.value) {
    const seen = of(one);
    if (!seen.ok) return { ...seen, why: `${name(one)}: ${seen.why}` };
    values.push({ name: name(one), one, value: seen.value });
  }
  return { ok: true, value: values };
}

export const seen = <T>(value: T): Seen<T> => ({ ok: true, value });

/** Several problems in one sentence, the first of them in full. */
export const listed = (problems: readonly string[]): string => problems.join(' · ');
