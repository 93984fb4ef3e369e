import type { Release } from '../core/release.ts';
import { cardHash, makePlan } from '../guards/make-plan.ts';
import type { DeploymentView } from '../ports/views.ts';
import type { Use } from './use.ts';

/** What a promotion card would be if it were posted now, so that the very guards of a real one can be asked. */
export async function imaginedCard(
  use: Use,
  project: string,
  environment: string,
  release: Release,
  requestedBy: string,
): Promise<DeploymentView> {
  const plan = await makePlan(use, project, environment, release, undefined);
  const now = use.clock.now();
  return {
    id: 'not-posted',
    number: 0,
    project,
    environment,
    tier: 'production',
    kind: 'promotion',
    state: 'waiting',
    commit: plan.commits[0] ?? { commit: release.commit, subject: '', author: '', at: now },
    requestedBy,
    release: release.id,
    artifacts: release.artifacts,
    contains: [],
    steps: [],
    suites: [],
    urls: {},
    promotion: { plan, hash: cardHash(plan), expiresAt: now + 60_000, approvals: [], verdicts: [] },
    version: 0,
    createdAt: now,
  };
}
