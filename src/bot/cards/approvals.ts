import type { Approval, PromotionPlan, PromotionView } from '../../core/promotion.ts';
import type { DeploymentView } from '../../ports/views.ts';
import { firstOf, safe } from './text.ts';

const reasonsNotToCount: Partial<Record<Approval['standing'], string>> = {
  requester: 'asked for it',
  author: 'wrote a part of it',
  'no-role': 'does not have the role',
  bot: 'a bot',
  'not-a-member': 'not in this server',
  'veto-without-role': 'said no without the role',
};

const nobodyElse = 'Nobody else has to say yes.';

/** Keys of the config as people say them. */
function roleWord(role: string): string {
  return safe(role.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase(), 20);
}

/** Once it has begun: whose yes it went with. */
export function approvedBy({ approvals }: PromotionView): string[] {
  const yes = approvals.filter(({ standing }) => standing === 'counts');
  return yes.length === 0 ? [] : [`Approved by ${firstOf(yes, 4, ({ name }) => safe(name, 32)).join(', ')}`];
}

/** Who still has to say yes, who has, and who cannot. At most five lines. */
export function approvalLines(view: DeploymentView, { plan, approvals }: PromotionView): string[] {
  const { needed, role, fourEyes, mustInclude, barAuthors } = plan.approvals;
  const yes = approvals.filter(({ standing }) => standing === 'counts');
  const vetoes = approvals.filter(({ standing }) => standing === 'veto');
  const others = approvals.filter(({ standing }) => reasonsNotToCount[standing] !== undefined);
  const still = stillNeeded(needed - yes.length, role, mustInclude, yes);
  const names = (people: readonly Approval[]): string => firstOf(people, 4, ({ name }) => safe(name, 32)).join(', ');
  const why = ({ name, standing }: Approval): string => `${safe(name, 32)} (${reasonsNotToCount[standing] ?? ''})`;
  return [
    `**${String(yes.length)} of ${String(needed)} ${needed === 1 ? 'approval' : 'approvals'}.** ${still} ${still === nobodyElse ? 'Tap ❌ to stop.' : 'Tap ✅ to approve, ❌ to stop.'}`,
    ...(yes.length > 0 ? [`✅ said yes: ${names(yes)}`] : []),
    ...(vetoes.length > 0 ? [`❌ said no: ${names(vetoes)}`] : []),
    ...(others.length > 0 ? [`✗ does not count: ${firstOf(others, 4, why).join(', ')}`] : []),
    ...oneMore(plan),
    ...conditions(view, fourEyes, barAuthors === true),
  ];
}

/** Also where there are enough of them, and the one who has to be among them is missing. */
function stillNeeded(missing: number, role: string, mustInclude: string | undefined, yes: readonly Approval[]): string {
  const included = mustInclude === undefined || yes.some(({ includes }) => includes === true);
  const left = Math.max(missing, included ? 0 : 1);
  if (left <= 0) return nobodyElse;
  const people = `${String(left)} ${roleWord(role)}${left === 1 ? '' : 's'}`;
  if (included) return `Still to say yes: ${people}.`;
  return `Still to say yes: ${people}${left === 1 ? ' who is also' : ', one of them also'} ${roleWord(mustInclude)}.`;
}

function oneMore({ approvals: { unknownAuthors } }: PromotionPlan): string[] {
  if (unknownAuthors === undefined) return [];
  const { commits, pushers, pushedByNobody = false } = unknownAuthors;
  const what = [
    ...(commits > 0 ? [`wrote ${String(commits)} of the commits`] : []),
    ...(pushers.length > 0 ? [`pushed as ${firstOf(pushers, 2, (login) => safe(login, 40)).join(', ')}`] : []),
    ...(pushedByNobody ? ['pushed the newest commit'] : []),
  ];
  return [`One approval more than usual: it is not known who ${what.join(' or ')}.`];
}

function conditions(view: DeploymentView, fourEyes: boolean, barAuthors: boolean): string[] {
  const asked = fourEyes && view.requestedBy !== undefined && /^\d{15,21}$/.test(view.requestedBy);
  const barred = [
    ...(asked ? [`<@${view.requestedBy ?? ''}>, who asked for it`] : []),
    ...(barAuthors ? ['who wrote or pushed a part of it'] : []),
  ];
  return barred.length > 0 ? [`Cannot approve: ${barred.join('; ')}.`] : [];
}
