import { type Judgement, fail, ok, warn } from './check.ts';

const day = 24 * 3_600_000;
const soonDays = 30;

/** What ends within a week ends on somebody’s day off. */
export function judgeExpiry(name: string, expiresAt: number, now: number): Judgement {
  const days = Math.floor((expiresAt - now) / day);
  const date = new Date(expiresAt).toISOString().slice(0, 10);
  if (days < 0) return fail(`${name} ended on ${date}`);
  if (days < 7) return fail(`${name} ends in ${String(days)} days, on ${date}`);
  if (days < soonDays) return warn(`${name} ends in ${String(days)} days, on ${date}`);
  return ok(`${name} until ${date}`);
}
