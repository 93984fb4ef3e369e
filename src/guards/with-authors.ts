import { authorshipOf } from '../core/authorship.ts';
import type { CommitFacts, PromotionPlan } from '../core/promotion.ts';
import type { GateUse } from './gate-use.ts';

/** GitHub is asked once, when the card is posted. What it does not say is unknown, and asks for one approval more. */
async function withLogins(
  use: GateUse,
  project: string,
  { commit, commits }: PromotionPlan,
): Promise<readonly CommitFacts[]> {
  const unnamed = commits.filter(({ login }) => login === undefined).map((one) => one.commit);
  if (unnamed.length === 0) return commits;
  try {
    const logins = await use.forge.authors(project, commit, unnamed);
    return commits.map((one) => {
      const login = logins.get(one.commit);
      return login === undefined ? one : { ...one, login };
    });
  } catch (error) {
    use.log.warn({ project, error: String(error) }, 'GitHub did not say who wrote the commits of a promotion');
    return commits;
  }
}

/**
 * Adds who wrote and who pushed, where the project bars them from approving. Where somebody had a hand in it whom
 * nobody can name, one approval more is needed: then, whoever it was, as many as configured have approved who did not
 * write that commit.
 */
export async function withAuthors(use: GateUse, project: string, plan: PromotionPlan): Promise<PromotionPlan> {
  if (plan.approvals.barAuthors !== true) return plan;
  const commits = await withLogins(use, project, plan);
  const pushers = await use.ledger.pushers(
    project,
    commits.map(({ commit }) => commit),
  );
  const { unknownCommits, unknownPushers } = authorshipOf(commits, plan.more, pushers, use.logins);
  const nobodyUnknown = unknownCommits === 0 && unknownPushers.length === 0;
  return {
    ...plan,
    commits,
    pushers,
    approvals: nobodyUnknown
      ? plan.approvals
      : {
          ...plan.approvals,
          needed: plan.approvals.needed + 1,
          unknownAuthors: { commits: unknownCommits, pushers: unknownPushers },
        },
  };
}
