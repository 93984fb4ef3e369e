import type { PromotionView } from '../../core/promotion.ts';
import { shortCommit } from '../../core/release.ts';
import type { DeploymentView } from '../../ports/views.ts';
import { approvalLines, guardLines } from './approvals.ts';
import { buttons } from './buttons.ts';
import { listedCommit } from './commit.ts';
import { deploymentCard, timeLines } from './deployment-card.ts';
import { evidenceLines } from './evidence.ts';
import type { Drawn } from './frame.ts';
import { auditLine, frame } from './frame.ts';
import { addressLines, remedyLines, servingLines, whyLines } from './headline.ts';
import { askedBy } from './rollback-card.ts';
import { isPutAside, standing, title } from './standing.ts';
import { stepLines } from './steps.ts';
import { migrationLines } from './migrations.ts';
import { ago, code, firstOf } from './text.ts';

/** What would go to production, who has said yes, and what still stands in the way. */
export function promotionCard(view: DeploymentView): Drawn {
  const { promotion } = view;
  if (promotion === undefined) return deploymentCard(view);
  const aside = isPutAside(view);
  const embed = frame({
    title: title(view),
    colour: standing(view).colour,
    top: [...topLines(view, promotion), ...timeLines(view)],
    details: strike(aside, [
      ...(view.state === 'waiting' ? guardLines(promotion) : []),
      ...evidenceLines(promotion),
      ...planLines(promotion),
    ]),
    ...auditLine(view.audit),
  });
  return { embeds: [embed], components: buttons(view) };
}

function topLines(view: DeploymentView, promotion: PromotionView): string[] {
  switch (view.state) {
    case 'waiting':
      return [
        rangeLine(promotion),
        ...approvalLines(view, promotion),
        `Expires ${ago(promotion.expiresAt)}`,
        ...(promotion.plan.approvals.fourEyes ? [] : askedBy(view)),
      ];
    case 'running':
      return [rangeLine(promotion), ...stepLines(view), ...askedBy(view)];
    case 'succeeded':
      return [
        `**Production is live** on ${code(shortCommit(view.commit.commit), 12)}, checked from outside.`,
        ...addressLines(view.urls),
        ...askedBy(view),
      ];
    case 'superseded': {
      const newer = view.supersededBy;
      const next = newer ? [`**Do now:** look at #${String(newer.number)} and approve that one.`] : remedyLines(view);
      return [...strike(true, [rangeLine(promotion)]), ...whyLines(view), '**Production:** untouched.', ...next];
    }
    case 'failed':
    case 'cancelled':
    case 'rolled-back':
      return [
        ...strike(isPutAside(view), [rangeLine(promotion)]),
        ...whyLines(view),
        ...servingLines(view),
        ...remedyLines(view),
      ];
  }
}

function rangeLine({ plan }: PromotionView): string {
  const to = code(shortCommit(plan.commit), 12);
  return plan.current === undefined
    ? `Production has never run anything; this would be ${to}.`
    : `Production runs ${code(shortCommit(plan.current.commit), 12)}; this would be ${to}.`;
}

/** Exactly what the card's hash covers. */
function planLines({ plan, hash }: PromotionView): string[] {
  const count = plan.commits.length + plan.more;
  return [
    `**${String(count)} ${count === 1 ? 'commit' : 'commits'}**`,
    ...firstOf(plan.commits, 10, listedCommit, plan.more),
    ...migrationLines(plan),
    `**Changed config:** ${plan.configKeys.length === 0 ? 'none' : firstOf(plan.configKeys, 12, (key) => code(key, 60)).join(' ')}`,
    '**Artifacts**',
    ...firstOf(plan.artifacts, 6, ({ service, digest }) => `${code(service, 31)} ${code(digest.slice(0, 19), 20)}`),
    `Card ${code(hash.slice(0, 12), 12)}; another card is another decision.`,
  ];
}

/** Word for word, so that what was approved can still be read; blank lines carry no strike. */
function strike(wanted: boolean, lines: readonly string[]): string[] {
  return wanted ? lines.map((line) => (line === '' ? line : `~~${line}~~`)) : [...lines];
}
