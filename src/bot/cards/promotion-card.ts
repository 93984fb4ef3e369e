import { type PromotionView, isConfigOnly } from '../../core/promotion.ts';
import { shortCommit } from '../../core/release.ts';
import type { DeploymentView } from '../../ports/views.ts';
import { approvalLines, approvedBy } from './approvals.ts';
import { buttons } from './buttons.ts';
import { checkLines, obstacleLines } from './checks.ts';
import { deploymentCard, timeLines } from './deployment-card.ts';
import type { Drawn } from './frame.ts';
import { auditLine, frame, parted } from './frame.ts';
import { addressLines, remedyLines, whyLines } from './headline.ts';
import type { Links } from './links.ts';
import { commitLines, planLines, rangeLine, summaryLine, warningLines } from './plan-lines.ts';
import { productionLines } from './production-now.ts';
import { askedBy } from './rollback-card.ts';
import { serviceLines } from './service-lines.ts';
import { isPutAside, standing, title } from './standing.ts';
import { stepLines } from './steps.ts';
import { timeline } from './timeline.ts';
import { ago, code, safe } from './text.ts';

/** What would go to production in plain words, who has to say yes, what stands in the way; then the details. */
export function promotionCard(view: DeploymentView, links: Links): Drawn {
  const { promotion } = view;
  if (promotion === undefined) return deploymentCard(view);
  const embed = frame({
    title: title(view),
    colour: standing(view).colour,
    top: [...topLines(view, promotion), ...timeLines(view)],
    details: parted(
      ...happened(view),
      ...[
        isConfigOnly(promotion.plan) ? [] : commitLines(promotion, view.project, links),
        planLines(promotion),
        view.state === 'waiting' ? checkLines(promotion) : [],
      ].map((block) => strike(isPutAside(view), block)),
    ),
    ...auditLine(view.audit, promotion.hash),
  });
  return { embeds: [embed], components: buttons(view) };
}

const verbs = {
  waiting: () => 'would go to production',
  running: (one: boolean) => `${one ? 'is' : 'are'} going to production`,
  succeeded: (one: boolean) => `${one ? 'is' : 'are'} in production`,
  aside: () => 'would have gone to production',
  back: (one: boolean) => `went to production and ${one ? 'was' : 'were'} taken back`,
  failed: (one: boolean) => `${one ? 'was' : 'were'} to go to production`,
} as const;

function topLines(view: DeploymentView, promotion: PromotionView): string[] {
  switch (view.state) {
    case 'waiting':
      return [
        summaryLine(promotion, verbs.waiting),
        rangeLine(promotion, false),
        ...warningLines(promotion.plan),
        '',
        ...approvalLines(view, promotion),
        ...(promotion.plan.approvals.fourEyes ? [] : askedBy(view)),
        `Expires ${ago(promotion.expiresAt)}`,
        '',
        ...obstacleLines(promotion),
      ];
    case 'running':
      return [
        summaryLine(promotion, verbs.running),
        rangeLine(promotion, false),
        ...warningLines(promotion.plan),
        '',
        ...stepLines(view),
        ...askedBy(view),
        ...approvedBy(promotion),
      ];
    case 'succeeded':
      return [
        `**Production is live** on ${code(shortCommit(view.commit.commit), 12)}, checked from outside.`,
        summaryLine(promotion, verbs.succeeded),
        ...addressLines(view.urls),
        ...askedBy(view),
        ...approvedBy(promotion),
      ];
    case 'superseded':
    case 'cancelled':
    case 'failed':
    case 'rolled-back':
      return isPutAside(view) ? asideLines(view, promotion) : badEndLines(view, promotion);
  }
}

/** Nothing was done; what people approved no longer holds, and the card says what moved. */
function asideLines(view: DeploymentView, promotion: PromotionView): string[] {
  const newer = view.supersededBy;
  const { code: reason, detail } = view;
  const moved = reason === 'card.moved' && detail !== undefined;
  return [
    ...strike(true, [summaryLine(promotion, verbs.aside), rangeLine(promotion, true)]),
    '',
    ...(moved ? [`**What moved:** ${safe(detail, 400)} ${code(reason, 40)}`] : whyLines(view)),
    '**Production:** untouched.',
    ...(newer
      ? [`**Do now:** look at #${String(newer.number)}; approvals of this card do not count there.`]
      : remedyLines(view)),
  ];
}

function badEndLines(view: DeploymentView, promotion: PromotionView): string[] {
  return [
    ...productionLines(view),
    '',
    ...whyLines(view),
    summaryLine(promotion, view.state === 'rolled-back' ? verbs.back : verbs.failed),
    ...askedBy(view),
    ...approvedBy(promotion),
  ];
}

/** What was done to production, as far as it was begun; the story of a bad end in full. */
function happened(view: DeploymentView): string[][] {
  if (view.startedAt === undefined) return [];
  const tried = view.state === 'failed' || view.state === 'rolled-back' ? timeline(view) : [];
  return [tried.length > 0 ? ['**What was tried**', ...tried] : [], serviceLines(view)];
}

/** Word for word, so that what was approved can still be read; blank lines carry no strike. */
function strike(wanted: boolean, lines: readonly string[]): string[] {
  return wanted ? lines.map((line) => (line === '' ? line : `~~${line}~~`)) : [...lines];
}
