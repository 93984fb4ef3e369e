import { type ApprovalRules, type Voice, judgeApprovals } from '../core/approval.ts';
import { authorshipOf } from '../core/authorship.ts';
import { roleNames } from '../core/may.ts';
import type { Approval, PromotionPlan } from '../core/promotion.ts';
import type { DeploymentView } from '../ports/views.ts';
import type { GateUse } from './gate-use.ts';

export const yes = '✅';
export const no = '❌';

/** A card that half the server has tapped is read in slices: asking for everybody at once is what Discord slows down. */
const atOnce = 8;

/**
 * Who has reacted on the card, and whether each counts, read back from Discord now: reactions by bots, by people who
 * lost the role, and those added or taken away while nobody listened are all judged by what is so at this moment.
 * Only the card's own message is read: what is tapped on an older card or on a copy is nobody's approval.
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
  const [ayes, noes] = await Promise.all([use.people.reactors(message, yes), use.people.reactors(message, no)]);
  const voices = await asVoices(use, [...ayes, ...noes]);
  const of = (people: typeof ayes): Voice[] => people.flatMap(({ id }) => voices.get(id) ?? []);
  return judgeApprovals(of(ayes), of(noes), rulesOf(use, view, plan), use.clock.now()).approvals;
}

/** Each person once. One of whom Discord says nothing makes the whole answer unknown: it throws. */
async function asVoices(
  use: GateUse,
  people: readonly { readonly id: string; readonly bot: boolean }[],
): Promise<ReadonlyMap<string, Voice>> {
  const bots = new Map(people.map(({ id, bot }) => [id, bot]));
  const ids = [...bots.keys()];
  const voices = new Map<string, Voice>();
  for (let from = 0; from < ids.length; from += atOnce) {
    const slice = ids.slice(from, from + atOnce).map(async (userId): Promise<Voice> => {
      const bot = bots.get(userId) === true;
      const member = bot ? undefined : await use.people.member(userId);
      return { userId, bot, ...(member === undefined ? {} : { member }) };
    });
    for (const voice of await Promise.all(slice)) voices.set(voice.userId, voice);
  }
  return voices;
}

/** The card's rules in ids, as Discord and the people map know them now. */
function rulesOf(use: GateUse, view: DeploymentView, plan: PromotionPlan): ApprovalRules {
  const { needed, role, fourEyes, mustInclude, barAuthors } = plan.approvals;
  const roleId = (name: string): string | undefined => {
    const known = roleNames.find((one) => one === name);
    return known === undefined ? undefined : use.roles[known];
  };
  const authors =
    barAuthors === true ? authorshipOf(plan.commits, plan.more, plan.pushers ?? [], use.logins).known : [];
  return {
    needed,
    roleId: roleId(role),
    authors: new Set(authors),
    ...(mustInclude === undefined ? {} : { mustInclude: { role: mustInclude, roleId: roleId(mustInclude) } }),
    ...(fourEyes && view.requestedBy !== undefined ? { requester: view.requestedBy } : {}),
  };
}
