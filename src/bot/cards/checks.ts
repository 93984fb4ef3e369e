import type { PromotionView } from '../../core/promotion.ts';
import { reasons } from '../../core/reason.ts';
import type { Verdict } from '../../core/verdict.ts';
import { told } from './moments.ts';
import { code, firstOf, safe } from './text.ts';

type Refused = Extract<Verdict, { allowed: false }>;

/** As people say it. Verdicts of an older Greenroom have only the guard's name. */
export function titleOf({ guard, title }: Verdict): string {
  const words = safe(title ?? guard.replaceAll('-', ' '), 60);
  return words === '' ? 'A check' : words.charAt(0).toUpperCase() + words.slice(1);
}

const refusals = (verdicts: readonly Verdict[]): Refused[] =>
  verdicts.flatMap((verdict) => (verdict.allowed ? [] : [verdict]));

/** What stands in the way besides people's word, which the approvals say already; each with the way out. */
export function obstacleLines({ verdicts }: PromotionView): string[] {
  if (verdicts.length === 0) return ['The checks are being made.'];
  const others = refusals(verdicts).filter((verdict) => !verdict.code.startsWith('approval.'));
  if (others.length === 0) return ['✓ Nothing else stands in the way.'];
  return [
    '**Stands in the way**',
    ...firstOf(others, 2, (verdict) => {
      const { means, remedy } = reasons[verdict.code];
      const detail = told(verdict.detail, 120);
      return `✗ **${means}** ${detail === '' ? '' : `${detail}. `}→ ${remedy}`;
    }),
  ];
}

/** Every check with its word; those that said no come first, with what was found. */
export function checkLines({ verdicts }: PromotionView): string[] {
  const yes = verdicts.filter((verdict) => verdict.allowed);
  const no = firstOf(refusals(verdicts), 8, (verdict) => {
    const detail = told(verdict.detail, 120);
    return `✗ no: ${titleOf(verdict)}${detail === '' ? '' : ` — ${detail}`} ${code(verdict.code, 40)}`;
  });
  if (verdicts.length === 0) return [];
  return ['**Checks**', ...no, ...(yes.length > 0 ? [`✓ yes: ${firstOf(yes, 14, titleOf).join(' · ')}`] : [])];
}
