import type { DeploymentView } from '../ports/views.ts';
import { proposePromotion } from './propose-promotion.ts';
import type { Use } from './use.ts';

/**
 * Asks the gate about a promotion that waits, writes the answer onto its card, and ends or replaces a card that has
 * expired, was vetoed, or has moved. True: every guard said yes, it may begin.
 */
export async function considerPromotion(use: Use, view: DeploymentView, signal: AbortSignal): Promise<boolean> {
  const { promotion } = view;
  if (promotion === undefined || view.state !== 'waiting') return false;
  const release = view.release === undefined ? undefined : await use.ledger.release(view.release);
  const considered = await use.gate.consider(
    'start',
    'promotion',
    {
      environment: { project: view.project, name: view.environment, tier: 'production' },
      release,
      deployment: view,
      ...(view.requestedBy === undefined ? {} : { actor: { id: view.requestedBy, action: 'promote' as const } }),
    },
    signal,
  );
  await use.ledger.recordApprovals(view.id, considered.approvals ?? promotion.approvals, considered.verdicts);
  if (considered.allowed) return true;
  const codes = considered.verdicts.flatMap((verdict) => (verdict.allowed ? [] : [verdict.code]));
  const detail =
    considered.verdicts.flatMap((verdict) =>
      verdict.allowed || verdict.code !== considered.code ? [] : [verdict.detail],
    )[0] ?? '';
  if (codes.includes('approval.vetoed')) await use.ledger.move(view.id, 'cancel', { code: 'approval.vetoed', detail });
  else if (codes.includes('card.expired')) await use.ledger.move(view.id, 'cancel', { code: 'card.expired', detail });
  else if (codes.includes('card.moved'))
    await proposePromotion(use, view.project, view.environment, view.requestedBy, { replaces: view });
  return false;
}
