import type { Window } from '../../core/freeze.ts';
import type { Calendar, FreezeRules } from '../../ports/calendar.ts';
import { localMoments } from './local.ts';
import { type Sense, onceWindow, recurringWindows } from './windows.ts';

/** Two months: a person's freeze lasts half of that at most, so its true end is always known. */
const spanMs = 62 * 24 * 3_600_000;

type Rule = FreezeRules['freezes'][number];

function read(
  rules: readonly Rule[],
  sense: Sense,
  zone: string,
  span: { readonly at: number; readonly until: number },
): { readonly windows: readonly Window[]; readonly knownUntil: number } {
  const read = rules.map((rule) => {
    const timeZone = rule.timeZone ?? zone;
    return 'starts' in rule
      ? recurringWindows(rule, timeZone, sense, span)
      : { windows: onceWindow(rule, timeZone, sense).filter(({ until }) => until > span.at), knownUntil: span.until };
  });
  return {
    windows: read.flatMap(({ windows }) => windows),
    knownUntil: Math.min(span.until, ...read.map(({ knownUntil }) => knownUntil)),
  };
}

/** The calendar of real zones: croner for what comes again, @date-fns/tz for the rules of zones. */
export function createCalendar(): Calendar {
  return {
    moments: localMoments,
    around: ({ freezes, open, timeZone }, at) => {
      // A long freeze must not end where the look ahead does: the span reaches two months past the ends that are in sight.
      const once = freezes.flatMap((rule) =>
        'starts' in rule ? [] : onceWindow(rule, rule.timeZone ?? timeZone, 'deny'),
      );
      const ends = once.filter(({ from }) => from <= at + spanMs).map(({ until }) => until);
      const span = { at, until: Math.max(at, ...ends) + spanMs };
      const deny = read(freezes, 'deny', timeZone, span);
      const opened = open === undefined ? undefined : read(open, 'open', timeZone, span);
      return {
        deny: deny.windows,
        open: opened?.windows,
        knownUntil: Math.min(deny.knownUntil, opened?.knownUntil ?? span.until),
      };
    },
  };
}
