import { Cron } from 'croner';
import type { Window } from '../../core/freeze.ts';
import type { FreezeRules } from '../../ports/calendar.ts';
import { localMoments, sameOnTheWall } from './local.ts';

type Rule = FreezeRules['freezes'][number];

/** How a rule is read where the clock is ambiguous: `deny` takes the longer stretch, `open` the shorter one. */
export type Sense = 'deny' | 'open';

/** Longer than any zone puts its clocks back: a window whose end was taken to be the later twin is found still. */
const twinMs = 4 * 3_600_000;
/** A rule with more windows than this within the span is known less far. */
const mostWindows = 500;
const secondMs = 1_000;

/**
 * A local time that the clock shows twice names two moments. Whatever is unclear keeps production as it is, so a freeze
 * lasts from the first of them, or until the last; an open window the other way round.
 */
function choose(moments: readonly number[], edge: 'from' | 'until', sense: Sense): number | undefined {
  return (edge === 'from') === (sense === 'deny') ? moments[0] : moments.at(-1);
}

/** A rule that is in force once. */
export function onceWindow(rule: Extract<Rule, { from: string }>, timeZone: string, sense: Sense): readonly Window[] {
  const [from, until] = (['from', 'until'] as const).map((edge) => {
    const moment = choose(localMoments(rule[edge], timeZone), edge, sense);
    if (moment === undefined) throw new Error(`rule “${rule.name}”: ${rule[edge]} does not exist in ${timeZone}`);
    return moment;
  });
  if (from === undefined || until === undefined || from >= until) return [];
  return [{ name: rule.name, reason: rule.reason, from, until }];
}

function cron(rule: Rule, pattern: string, timeZone: string): Cron {
  try {
    // `no-wildcard`: a list of hours that falls into spring's missing hour happens right after it, as a single one does.
    return new Cron(pattern, { paused: true, mode: '5-part', timezone: timeZone, fixedTimeRule: 'no-wildcard' });
  } catch (error) {
    throw new Error(`rule “${rule.name}”: ${pattern}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/** The first time at or after a moment. */
function nextOf(job: Cron, at: number, rule: Rule): number {
  const next = job.nextRun(new Date(Math.ceil(at / secondMs) * secondMs - secondMs));
  if (next === null) throw new Error(`rule “${rule.name}”: ${job.getPattern() ?? ''} never happens`);
  return next.getTime();
}

/**
 * Windows of a rule that comes again and again: each lasts from a start to the first end after it, and further starts
 * meanwhile change nothing. The one that holds `at`, those that begin before `until`, and the next one in any case.
 */
export function recurringWindows(
  rule: Extract<Rule, { starts: string }>,
  timeZone: string,
  sense: Sense,
  span: { readonly at: number; readonly until: number },
): { readonly windows: readonly Window[]; readonly knownUntil: number } {
  const starts = cron(rule, rule.starts, timeZone);
  const ends = cron(rule, rule.ends, timeZone);
  const back = span.at - twinMs;
  const windows: Window[] = [];
  // Any end before then would do: from one end on, the windows follow one from another.
  const ended = ends.previousRuns(1, new Date(back))[0]?.getTime();
  let next = nextOf(starts, ended ?? back, rule);
  for (;;) {
    const start = next;
    const end = nextOf(ends, start + secondMs, rule);
    const from = choose(sameOnTheWall(start, timeZone), 'from', sense) ?? start;
    const until = choose(sameOnTheWall(end, timeZone), 'until', sense) ?? end;
    if (until > span.at && from < until) windows.push({ name: rule.name, reason: rule.reason, from, until });
    if (windows.length === mostWindows) return { windows, knownUntil: Math.min(span.until, until) };
    next = nextOf(starts, end, rule);
    if (next >= span.until && windows.some((window) => window.from > span.at)) break;
  }
  return { windows, knownUntil: span.until };
}
