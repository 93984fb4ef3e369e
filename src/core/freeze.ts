import type { Actor } from './intent.ts';

/** A stretch of time: its start belongs to it, its end does not. Epoch milliseconds. */
export interface Window {
  readonly name: string;
  readonly reason: string;
  readonly from: number;
  readonly until: number;
}

/** A freeze that a person has set. */
export interface Freeze {
  readonly id: string;
  readonly project: string;
  readonly environment: string;
  /** What somebody wrote: hostile text. */
  readonly reason: string;
  readonly by: Actor;
  /** When it was asked for; epoch milliseconds, as are the others. */
  readonly at: number;
  readonly from: number;
  readonly until: number;
}

/** What the config's rules say around some moment. */
export interface Windows {
  readonly deny: readonly Window[];
  /** Absent: production may change whenever nothing denies it. */
  readonly open: readonly Window[] | undefined;
  /** Windows that begin later than this are not in the lists; at least the next one of each rule is. */
  readonly knownUntil: number;
}

/** What holds production: a rule that denies, a person, or that no window is open. */
export interface FreezeCause {
  readonly kind: 'rule' | 'person' | 'closed';
  /** Of the rule or the person; empty where no window is open. */
  readonly name: string;
  readonly reason: string;
}

export interface NextFreeze {
  readonly from: number;
  readonly by: readonly FreezeCause[];
  readonly until?: number;
}

/** `until` is the first moment at which nothing holds any more; absent where none is in sight. */
export type FreezeState =
  | {
      readonly frozen: true;
      readonly by: readonly FreezeCause[];
      readonly until?: number;
      readonly next?: NextFreeze;
    }
  | { readonly frozen: false; readonly next?: NextFreeze };

type Held = FreezeCause & { readonly from: number; readonly until: number };

/**
 * Whether production is frozen at a moment, by what, until when, and when the next freeze begins. Whatever denies wins
 * over what is open. The end is that of everything together: a person who is told “until eight” finds it open at eight.
 */
export function frozenAt(
  now: number,
  rules: Omit<Windows, 'knownUntil'> & { readonly knownUntil?: number; readonly manual: readonly Freeze[] },
): FreezeState {
  const { deny, open, manual, knownUntil = Infinity } = rules;
  const holding: readonly Held[] = [
    ...deny.map((window): Held => ({ kind: 'rule', ...window })),
    ...manual.map(({ by, reason, from, until }): Held => ({ kind: 'person', name: by.name, reason, from, until })),
  ].filter(({ from, until }) => from < until);
  const has = (one: { readonly from: number; readonly until: number }, at: number): boolean =>
    one.from <= at && at < one.until;
  const isClosed = (at: number): boolean => open !== undefined && !open.some((window) => has(window, at));

  const causesAt = (at: number): readonly FreezeCause[] => {
    const named = holding.filter((one) => has(one, at)).map(({ kind, name, reason }) => ({ kind, name, reason }));
    const all: FreezeCause[] = isClosed(at) ? [...named, { kind: 'closed', name: '', reason: '' }] : named;
    return all.sort((a, b) => order(a, b));
  };

  /** Goes from end to end of what holds, until nothing does; gives up where the lists end. */
  const endFrom = (start: number): number | undefined => {
    let at = start;
    while (at < knownUntil) {
      const here = at;
      const ends = holding.filter((one) => has(one, here)).map(({ until }) => until);
      if (ends.length > 0) at = Math.max(...ends);
      else if (isClosed(at)) at = Math.min(...(open ?? []).map(({ from }) => from).filter((from) => from > here));
      else return at;
    }
    return undefined;
  };

  const nextAfter = (after: number): NextFreeze | undefined => {
    const closings = (open ?? []).map(({ until }) => until).filter((at) => at < knownUntil && isClosed(at));
    const begins = [...holding.map(({ from }) => from), ...closings].filter((at) => at > after);
    const from = Math.min(...begins);
    return Number.isFinite(from) ? { from, by: causesAt(from), ...withEnd(endFrom(from)) } : undefined;
  };

  const by = causesAt(now);
  const until = by.length === 0 ? now : endFrom(now);
  const next = until === undefined ? undefined : nextAfter(until);
  const ahead = next === undefined ? {} : { next };
  return by.length === 0 ? { frozen: false, ...ahead } : { frozen: true, by, ...withEnd(until), ...ahead };
}

const withEnd = (until: number | undefined): { until?: number } => (until === undefined ? {} : { until });

/** So that the order in which rules are written, or rows are read, changes nothing that is told. */
function order(a: FreezeCause, b: FreezeCause): number {
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** In words. Names and reasons are hostile text still. */
export function describeCause({ kind, name, reason }: FreezeCause): string {
  if (kind === 'closed') return 'outside of the windows in which production may change';
  return kind === 'rule' ? `rule “${name}” (${reason})` : `${name} (${reason})`;
}

/** Moments in text that people read are written like this; the bot shows them in the reader's own zone. */
export const momentText = (at: number): string => new Date(at).toISOString();

/** `until 2026-…Z: rule “weekend” (…)`: the end first, since it survives being cut. */
export function describeFreeze({
  by,
  until,
}: {
  readonly by: readonly FreezeCause[];
  readonly until?: number;
}): string {
  const end = until === undefined ? 'no end in sight' : `until ${momentText(until)}`;
  return `${end}: ${by.map((cause) => describeCause(cause)).join('; ')}`;
}

const hourMs = 3_600_000;
export const usualFreezeHours = 24;
export const mostFreezeHours = 31 * 24;
const mostAheadMs = 366 * 24 * hourMs;

/** Why a person's freeze cannot be of this length; undefined where it can. Asked by the bot and again by the worker. */
export function spanProblem(from: number, until: number, now: number): string | undefined {
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(until)) return 'from and until are not moments';
  if (until <= from) return 'it would end before it begins';
  if (until <= now) return 'it would be over already';
  if (until - from > mostFreezeHours * hourMs)
    return `it would last longer than ${mostFreezeHours / 24} days; put what lasts longer into the config`;
  if (from - now > mostAheadMs) return 'it would begin more than a year from now';
  return undefined;
}
