import type { Facts } from '../../src/guards/facts.ts';
import { known } from '../../src/guards/facts.ts';
import { cardHash } from '../../src/guards/make-plan.ts';
import { guardsFor } from '../../src/guards/index.ts';
import { verdictOf } from '../../src/guards/guard.ts';
import type { PromotionPlan } from '../../src/core/promotion.ts';
import type { Artifact } from '../../src/core/release.ts';

const artifacts: readonly Artifact[] = [{ service: 'api', key: 'k', digest: `sha256:${'1'.repeat(64)}` }];
export const noon = Date.UTC(2030, 0, 1, 12);
const hour = 3_600_000;

export const promotablePlan: PromotionPlan = {
  commit: 'a'.repeat(40),
  release: 'r1',
  artifacts,
  commits: [],
  more: 0,
  migrations: [],
  configKeys: [],
  approvals: { needed: 1, role: 'releaseManager', fourEyes: true },
};

/** A promotion to which every guard says yes: a test changes one fact, and so knows which guard said no to it. */
export function promotableFacts(more: Partial<Facts> = {}, plan: PromotionPlan = promotablePlan): Facts {
  return {
    project: 'advent',
    environment: 'production',
    tier: 'production',
    now: noon,
    configured: true,
    actor: { action: 'promote', member: known({ roleIds: ['deployer'], bot: false }), allowed: known(true) },
    lease: { ours: 1, current: known(1) },
    artifacts,
    recorded: known({ release: artifacts, built: artifacts }),
    verified: known(artifacts),
    evidence: {
      limit: 72 * hour,
      record: known({ verified: { at: noon - hour, since: noon - hour, deployment: 'd4', number: 4 } }),
    },
    card: {
      plan,
      hash: cardHash(plan),
      expiresAt: noon + hour,
      hashNow: known(cardHash(plan)),
      approvals: known([{ userId: 'ben', name: 'Ben', standing: 'counts', seenAt: noon }]),
    },
    history: known({ live: undefined, contained: true }),
    target: known('well'),
    locks: known([]),
    bad: known([]),
    constraints: { found: known([]), intended: [] },
    freeze: known({ state: { frozen: false }, begun: false }),
    ...more,
  };
}

/** What every guard of a switch in production says no to, as `guard: code`. */
export function refusals(facts: Facts): string[] {
  return guardsFor('switch', 'production', 'promotion', true)
    .map((guard) => verdictOf(guard, facts))
    .flatMap((verdict) => (verdict.allowed ? [] : [`${verdict.guard}: ${verdict.code}`]));
}
