import { tzOffset } from '@date-fns/tz';
import { Cron } from 'croner';
import { localText, momentsOf, wallOf } from '../core/local-time.ts';
import type { Problem } from './problem.ts';
import type { ProjectConfig } from './schema.ts';

type Promote = ProjectConfig['promote'];
type Rule = Promote['freezes'][number];

const zoneRemedy = 'Wanted the name of a time zone as in the IANA list, e.g. “Europe/Berlin” or “UTC”.';

/** Intl takes offsets such as +01:00 too, which know no summer time: not what anybody means by a zone. */
function isZone(name: string): boolean {
  // What most configs say: the first formatter of a process takes 14 ms to make.
  if (name === 'UTC') return true;
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Why a cron pattern cannot be used; undefined where it can. */
function cronProblem(pattern: string): string | undefined {
  try {
    const job = new Cron(pattern, { paused: true, mode: '5-part', timezone: 'UTC' });
    // From a fixed moment: a config that was taken yesterday is taken today.
    return job.nextRun(new Date(0)) === null ? 'never happens' : undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error);
  }
}

function checkRecurring(rule: Extract<Rule, { starts: string }>, place: string): readonly Problem[] {
  const problems = (['starts', 'ends'] as const).flatMap((edge) => {
    const why = cronProblem(rule[edge]);
    return why === undefined
      ? []
      : [
          {
            path: `${place}.${edge}`,
            found: `found ${JSON.stringify(rule[edge])}: ${why}`,
            remedy: 'Wanted five fields of cron that come true on some day: minute hour day month weekday.',
          },
        ];
  });
  if (problems.length > 0 || rule.starts !== rule.ends) return problems;
  return [
    {
      path: `${place}.ends`,
      found: `found ${JSON.stringify(rule.ends)}, which is when it starts again`,
      remedy: 'Let it end at another time than it starts; else it never ends.',
    },
  ];
}

/** The moments of one end of a rule, or the problem with it. */
function checkLocal(text: string, path: string, timeZone: string): readonly number[] | Problem {
  const wall = wallOf(text);
  if (wall === undefined)
    return { path, found: `found ${JSON.stringify(text)}, which is no date`, remedy: 'Use a day and hour that exist.' };
  const offsetAt = (moment: number): number => tzOffset(timeZone, new Date(moment));
  const moments = momentsOf(wall, offsetAt);
  if (moments.length > 0) return moments;
  const day = 24 * 3_600_000;
  const after = localText(wall + (offsetAt(wall + day) - offsetAt(wall - day)) * 60_000);
  return {
    path,
    found: `found ${JSON.stringify(text)}, which does not exist in ${timeZone}: the clocks are put forward over it`,
    remedy: `Use ${after}, or a time before the clocks change.`,
  };
}

function checkOnce(rule: Extract<Rule, { from: string }>, place: string, timeZone: string): readonly Problem[] {
  const [from, until] = (['from', 'until'] as const).map((edge) =>
    checkLocal(rule[edge], `${place}.${edge}`, timeZone),
  );
  const problems = [from, until].flatMap((found) => (found !== undefined && 'path' in found ? [found] : []));
  if (problems.length > 0 || rule.from < rule.until) return problems;
  return [
    {
      path: `${place}.until`,
      found: `found ${JSON.stringify(rule.until)}, which is not after ${rule.from}`,
      remedy: 'Let it end after it begins.',
    },
  ];
}

/** What rules about when production may change must be like, beyond their shape: whoever evaluates them relies on it. */
export function freezeChecks(promote: Promote, here: string): readonly Problem[] {
  const problems: Problem[] = [];
  const names = new Map<string, string>();
  const checkZone = (name: string, path: string): boolean => {
    if (isZone(name)) return true;
    problems.push({ path, found: `found ${JSON.stringify(name)}`, remedy: zoneRemedy });
    return false;
  };
  const usual = checkZone(promote.timeZone, `${here}.timeZone`);
  for (const list of ['freezes', 'open'] as const) {
    for (const [index, rule] of (promote[list] ?? []).entries()) {
      const place = `${here}.${list}.${index}`;
      const first = names.get(rule.name);
      if (first === undefined) names.set(rule.name, `${place}.name`);
      else
        problems.push({
          path: `${place}.name`,
          found: `${rule.name} is used at ${first} too`,
          remedy: 'Give each rule a name of its own: people are told it.',
        });
      const known = rule.timeZone === undefined ? usual : checkZone(rule.timeZone, `${place}.timeZone`);
      if ('starts' in rule) problems.push(...checkRecurring(rule, place));
      else if (known) problems.push(...checkOnce(rule, place, rule.timeZone ?? promote.timeZone));
    }
  }
  return problems;
}
