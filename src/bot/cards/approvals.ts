import type { Approval, PromotionView } from '../../core/promotion.ts';
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
};

/** `1 of 2 approvals`, who they are, and who cannot be one. */
export function approvalLines(view: DeploymentView, { plan, approvals }: PromotionView): string[] {
  const { needed, fourEyes } = plan.approvals;
  const counted = approvals.filter(({ standing }) => standing === 'counts').length;
  const barred = fourEyes && view.requestedBy !== undefined && /^\d{15,21}$/.test(view.requestedBy);
  return [
    `**${String(counted)} of ${String(needed)} ${needed === 1 ? 'approval' : 'approvals'}** · tap ✅ to approve, ❌ to stop (${safe(plan.approvals.role, 20)})`,
    ...firstOf(approvals, 4, ({ name, standing }) => `${standings[standing]}: ${safe(name, 32)}`),
    ...(barred ? [`Cannot approve: <@${view.requestedBy ?? ''}>, who asked for it`] : []),
  ];
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
