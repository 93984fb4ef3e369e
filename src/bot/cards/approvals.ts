import type { Approval, PromotionPlan, PromotionView } from '../../core/promotion.ts';
import { reasons } from '../../core/reason.ts';
import type { DeploymentView } from '../../ports/views.ts';
import { told } from './moments.ts';
import { code, firstOf, safe } from './text.ts';

const standings: Record<Approval['standing'], string> = {
  counts: '✅ approved',
  requester: '✗ does not count: asked for it',
  author: '✗ does not count: wrote a part of it',
  'no-role': '✗ does not count: has not the role',
  bot: '✗ does not count: a bot',
  'not-a-member': '✗ does not count: not in this server',
  veto: '❌ said no',
  'veto-without-role': '✗ does not count: said no without the role',
};

/** `1 of 2 approvals`, who they are, who is still needed, and who cannot be one. */
export function approvalLines(view: DeploymentView, { plan, approvals }: PromotionView): string[] {
  const { needed } = plan.approvals;
  const counted = approvals.filter(({ standing }) => standing === 'counts').length;
  return [
    `**${String(counted)} of ${String(needed)} ${needed === 1 ? 'approval' : 'approvals'}** · tap ✅ to approve, ❌ to stop (${safe(plan.approvals.role, 20)})`,
    ...firstOf(approvals, 4, ({ name, standing }) => `${standings[standing]}: ${safe(name, 32)}`),
    ...stillNeeded(plan, approvals),
    ...oneMore(plan),
    ...barred(view, plan),
  ];
}

/** Only where the first line does not say it: that somebody of another role has to be among them. */
function stillNeeded(plan: PromotionPlan, approvals: readonly Approval[]): string[] {
  const { needed, role, mustInclude } = plan.approvals;
  if (mustInclude === undefined) return [];
  const counting = approvals.filter(({ standing }) => standing === 'counts');
  const missing = Math.max(0, needed - counting.length);
  const included = counting.some(({ includes }) => includes === true);
  if (included && missing === 0) return [];
  const count = Math.max(1, missing);
  const also = included ? '' : `${count === 1 ? ' who is also' : ', one of them also'} ${safe(mustInclude, 20)}`;
  return [`Still needed: ${String(count)} more ${safe(role, 20)}${also}`];
}

function oneMore({ approvals: { unknownAuthors } }: PromotionPlan): string[] {
  if (unknownAuthors === undefined) return [];
  const { commits, pushers } = unknownAuthors;
  const what = [
    ...(commits > 0 ? [`wrote ${String(commits)} of the commits`] : []),
    ...(pushers.length > 0 ? [`pushed as ${firstOf(pushers, 2, (login) => safe(login, 40)).join(', ')}`] : []),
  ];
  return [`One approval more than usual: it is not known who ${what.join(' or ')}`];
}

/** A mention inside an embed shows the name and pings nobody. */
function barred({ requestedBy }: DeploymentView, { approvals: { fourEyes, barAuthors } }: PromotionPlan): string[] {
  const who = [
    ...(fourEyes && requestedBy !== undefined && /^\d{15,21}$/.test(requestedBy)
      ? [`<@${requestedBy}>, who asked for it`]
      : []),
    ...(barAuthors === true ? ['who wrote or pushed a part of it'] : []),
  ];
  return who.length === 0 ? [] : [`Cannot approve: ${who.join('; ')}`];
}

/** Every guard with its word; what blocks comes first, with the way out. */
export function guardLines({ verdicts }: PromotionView): string[] {
  if (verdicts.length === 0) return [];
  const no = verdicts.flatMap((verdict) => (verdict.allowed ? [] : [verdict]));
  const yes = verdicts.flatMap((verdict) => (verdict.allowed ? [verdict.guard] : []));
  return [
    ...(no.length > 0 ? ['**Stands in the way**'] : []),
    ...firstOf(no, 8, (verdict) => {
      const detail = told(verdict.detail, 90);
      const { means, remedy } = reasons[verdict.code];
      return `✗ no: ${safe(verdict.guard, 40)} ${code(verdict.code, 40)} ${detail === '' ? means : detail} → ${remedy}`;
    }),
    ...(yes.length > 0 ? [`✓ yes: ${firstOf(yes, 12, (guard) => safe(guard, 40)).join(', ')}`] : []),
  ];
}
