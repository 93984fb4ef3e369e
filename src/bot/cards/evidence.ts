import type { PromotionView } from '../../core/promotion.ts';
import { ago, code, firstOf, safe } from './text.ts';

/**
 * When staging verified these very artifacts, by which deployment, and what was run there. The age is Discord's to
 * count, so the line stays true without being drawn again. What is wrong with it is said by the guards.
 */
export function evidenceLines({ plan, evidence }: Pick<PromotionView, 'plan' | 'evidence'>): string[] {
  if (evidence === undefined)
    return [
      plan.evidenceAt === undefined
        ? '**Tested on staging:** no evidence'
        : `**Tested on staging:** ${ago(plan.evidenceAt)}`,
    ];
  const suites = firstOf(
    evidence.suites,
    3,
    ({ name, passed, failed, skipped }) =>
      `${code(name, 30)} ${[
        `${String(passed)} passed`,
        ...(failed > 0 ? [`**${String(failed)} failed**`] : []),
        ...(skipped > 0 ? [`${String(skipped)} skipped`] : []),
      ].join(', ')}`,
  );
  const ran = suites.length === 0 ? 'health and version only, no test suite' : suites.join(' · ');
  return [`**Tested on staging:** ${ago(evidence.at)} by #${safe(String(evidence.number), 12)}: ${ran}`];
}
