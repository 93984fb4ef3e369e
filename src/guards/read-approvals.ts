import type { Approval, PromotionPlan } from '../core/promotion.ts';
import { roleNames } from '../core/may.ts';
import type { DeploymentView } from '../ports/views.ts';
import type { GateUse } from './gate-use.ts';

export const yes = '✅';
export const no = '❌';

/**
 * Who has reacted on the card, and whether each counts, read back from Discord now: reactions by bots, by people who
 * lost the role, and those added or taken away while nobody listened are all judged by what is so at this moment.
 */
export async function readApprovals(
  use: GateUse,
  view: DeploymentView,
  plan: PromotionPlan,
): Promise<readonly Approval[]> {
  const card = await use.ledger.projections.forSubject('discord', 'card', view.id);
  const channelId = card?.external['channelId'];
  const messageId = card?.external['messageId'];
  if (channelId === undefined || messageId === undefined) throw new Error('the card has not been posted yet');
  const message = { channelId, messageId };
  const roleName = roleNames.find((name) => name === plan.approvals.role);
  const roleId = roleName === undefined ? undefined : use.roles[roleName];
  const [ayes, vetoes] = await Promise.all([use.people.reactors(message, yes), use.people.reactors(message, no)]);
  const seenAt = use.clock.now();
  const approvals: Approval[] = [];

  const judge = async (person: { readonly id: string; readonly bot: boolean }, said: 'yes' | 'no'): Promise<void> => {
    if (person.bot) return;
    const member = await use.people.member(person.id);
    if (member === undefined) {
      approvals.push({ userId: person.id, name: person.id, standing: 'not-a-member', seenAt });
      return;
    }
    if (member.bot) return;
    const hasRole = roleId !== undefined && member.roleIds.includes(roleId);
    const standing = ((): Approval['standing'] => {
      if (!hasRole) return 'no-role';
      if (said === 'no') return 'veto';
      if (plan.approvals.fourEyes && view.requestedBy === person.id) return 'requester';
      return 'counts';
    })();
    approvals.push({ userId: person.id, name: member.name, standing, seenAt });
  };
  for (const person of ayes) await judge(person, 'yes');
  for (const person of vetoes) await judge(person, 'no');
  return approvals;
}
