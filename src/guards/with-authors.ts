import { authorshipOf } from '../core/authorship.ts';
import type { CommitFacts, PromotionPlan } from '../core/promotion.ts';
import type { GateUse } from './gate-use.ts';

/** Adds the GitHub login of who wrote each, all in the history of `commit`, as far as GitHub says so just now. */
export async function withLogins(
  use: Pick<GateUse, 'forge' | 'log'>,
  project: string,
  { commit, commits }: Pick<PromotionPlan, 'commit' | 'commits'>,
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
    use.log.warn({ project, error: String(error) }, 'GitHub did not say who wrote these commits');
    return commits;
  }
}

/**
 * GitHub is asked once, when the card is posted. What it does not say is unknown, and asks for one approval more.
 *
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
  // Found by a look at the branch: whoever pushed it may be the one who approves it.
  const pushedByNobody = commits.length > 0 && (await use.ledger.pushers(project, [plan.commit])).length === 0;
  const nobodyUnknown = unknownCommits === 0 && unknownPushers.length === 0 && !pushedByNobody;
  return {
    ...plan,
    commits,
    pushers,
    approvals: nobodyUnknown
      ? plan.approvals
      : {
          ...plan.approvals,
          needed: plan.approvals.needed + 1,
          unknownAuthors: {
            commits: unknownCommits,
            pushers: unknownPushers,
            ...(pushedByNobody ? { pushedByNobody } : {}),
          },
        },
  };
}
