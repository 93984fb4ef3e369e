import type { Approval } from './promotion.ts';
import type { ReasonCode } from './reason.ts';

/** Somebody who has reacted, with what Discord says of them now. No member: not in the server any more. */
export interface Voice {
  readonly userId: string;
  readonly bot: boolean;
  readonly member?: { readonly name: string; readonly bot: boolean; readonly roleIds: readonly string[] };
}

/** What the card asks for, in ids. An id that no member has (a role that was deleted) makes nobody count. */
export interface ApprovalRules {
  readonly needed: number;
  /** Undefined where the role is not configured: then nobody counts. */
  readonly roleId: string | undefined;
  /** One of those who approve must have this role besides. */
  readonly mustInclude?: { readonly role: string; readonly roleId: string | undefined };
  /** Discord ids of those who do not count: who asked (four eyes) and who wrote a part of it. */
  readonly requester?: string;
  readonly authors: ReadonlySet<string>;
}

type Code = Extract<
  ReasonCode,
  'approval.vetoed' | 'approval.author' | 'approval.self' | 'approval.missing' | 'approval.role-missing'
>;
export type ApprovalVerdict = { readonly yes: string } | { readonly no: Code; readonly detail: string };

/** Whose wish it is that counts, and what that comes to. Order of reactions, and what was before, do not matter. */
export function judgeApprovals(
  ayes: readonly Voice[],
  noes: readonly Voice[],
  rules: ApprovalRules,
  seenAt: number,
): { readonly approvals: readonly Approval[]; readonly verdict: ApprovalVerdict } {
  const found = new Map<string, Approval>();
  // ❌ after ✅, so that who did both has said no.
  for (const [voices, said] of [
    [ayes, 'yes'],
    [noes, 'no'],
  ] as const) {
    for (const voice of voices) {
      const standing = standingOf(voice, said, rules);
      // Bots, ours first of all, put reactions there for people to tap; they are nobody.
      if (standing === 'bot') continue;
      const { userId, member } = voice;
      const { mustInclude } = rules;
      const includes = mustInclude?.roleId !== undefined && (member?.roleIds ?? []).includes(mustInclude.roleId);
      found.set(userId, {
        userId,
        name: member?.name ?? userId,
        standing,
        ...(includes ? { includes: true } : {}),
        seenAt,
      });
    }
  }
  const approvals = [...found.values()].toSorted((a, b) => (a.userId < b.userId ? -1 : 1));
  return { approvals, verdict: tally(approvals, { needed: rules.needed, mustInclude: rules.mustInclude?.role }) };
}

function standingOf(voice: Voice, said: 'yes' | 'no', rules: ApprovalRules): Approval['standing'] {
  const { userId, bot, member } = voice;
  if (bot || member?.bot === true) return 'bot';
  if (member === undefined) return 'not-a-member';
  const may = rules.roleId !== undefined && member.roleIds.includes(rules.roleId);
  if (said === 'no') return may ? 'veto' : 'veto-without-role';
  if (!may) return 'no-role';
  // Without the role they would not count anyway; being who asked is the plainer reason than having written it.
  if (rules.requester === userId) return 'requester';
  return rules.authors.has(userId) ? 'author' : 'counts';
}

/** What the approvals come to: one no ends it, then there must be enough, then the role must be among them. */
export function tally(
  approvals: readonly Approval[],
  { needed, mustInclude }: { readonly needed: number; readonly mustInclude?: string | undefined },
): ApprovalVerdict {
  const veto = approvals.find((approval) => approval.standing === 'veto');
  if (veto !== undefined) return { no: 'approval.vetoed', detail: `${veto.name} said no` };
  const people = (...standings: readonly Approval['standing'][]): number =>
    new Set(approvals.filter(({ standing }) => standings.includes(standing)).map(({ userId }) => userId)).size;
  const counted = people('counts');
  const standing = `${counted} of ${needed} approved`;
  if (counted < Math.max(1, needed)) {
    if (people('counts', 'author') >= needed)
      return { no: 'approval.author', detail: `${standing}; who wrote a part of it does not count` };
    if (people('counts', 'author', 'requester') >= needed)
      return { no: 'approval.self', detail: `${standing}; who asked does not count` };
    return { no: 'approval.missing', detail: standing };
  }
  const includes = approvals.some((approval) => approval.standing === 'counts' && approval.includes === true);
  return mustInclude === undefined || includes
    ? { yes: standing }
    : { no: 'approval.role-missing', detail: `${standing}, nobody of them is a ${mustInclude}` };
}
