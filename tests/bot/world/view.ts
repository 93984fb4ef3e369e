import type { DeploymentView } from '../../../src/ports/views.ts';
import type { PromotionPlan, PromotionView } from '../../../src/core/promotion.ts';
import type { StepName, StepRecord } from '../../../src/core/step.ts';

/** Made-up ledger state for drawing: everything has a value, tests say what differs. */
export const at = Date.UTC(2026, 10, 23, 21, 0, 0);
const commitA = 'a'.repeat(40);
export const commitB = 'b'.repeat(40);
const digest = `sha256:${'1'.repeat(64)}` as const;

export function step(name: StepName, state: StepRecord['state'], more: Partial<StepRecord> = {}): StepRecord {
  const ran = state === 'succeeded' || state === 'failed';
  return {
    name,
    position: 0,
    state,
    attempts: state === 'pending' ? 0 : 1,
    ...(state === 'pending' ? {} : { startedAt: at }),
    ...(ran ? { endedAt: at + 4_000 } : {}),
    ...more,
  };
}

export function view(more: Partial<DeploymentView> = {}): DeploymentView {
  return {
    id: '01hz0000000000000000000001',
    number: 12,
    project: 'advent',
    environment: 'staging',
    tier: 'staging',
    kind: 'deployment',
    state: 'running',
    commit: { commit: commitA, subject: 'Open door 7', author: 'Ana', login: 'ana', at },
    pusher: 'ana',
    artifacts: [],
    contains: [],
    steps: [
      step('fetch', 'succeeded'),
      step('build', 'started'),
      step('migrate', 'pending'),
      step('switch', 'pending'),
    ],
    suites: [],
    urls: { api: 'http://127.0.0.1:4000' },
    version: 1,
    createdAt: at,
    startedAt: at,
    ...more,
  };
}

export function plan(more: Partial<PromotionPlan> = {}): PromotionPlan {
  return {
    commit: commitA,
    release: 'r1',
    artifacts: [{ service: 'api', key: 'k', digest }],
    current: { commit: commitB, release: 'r0', artifacts: [{ service: 'api', key: 'k0', digest }] },
    commits: [{ commit: commitA, subject: 'Open door 7', author: 'Ana', login: 'ana', at, pulls: [41] }],
    more: 0,
    migrations: [{ path: 'migrations/003-doors.sql', class: 'additive' }],
    configKeys: ['api.PRIZE_LIMIT'],
    approvals: { needed: 2, role: 'releaseManager', fourEyes: true },
    ...more,
  };
}

export function promotion(more: Partial<PromotionView> = {}): PromotionView {
  return {
    plan: plan(),
    hash: 'c'.repeat(64),
    expiresAt: at + 86_400_000,
    approvals: [{ userId: '100000000000000002', name: 'Ben', standing: 'counts', seenAt: at }],
    verdicts: [
      { guard: 'verified-in-staging', allowed: true, detail: 'verified 3 minutes ago' },
      { guard: 'approval-matches-card', allowed: false, code: 'approval.missing', detail: '1 of 2' },
    ],
    ...more,
  };
}

export function promotionView(more: Partial<DeploymentView> = {}): DeploymentView {
  const { startedAt: _, ...waiting } = view({
    id: '01hz0000000000000000000002',
    number: 13,
    environment: 'production',
    tier: 'production',
    kind: 'promotion',
    state: 'waiting',
    requestedBy: '100000000000000001',
    steps: [],
    promotion: promotion(),
  });
  return { ...waiting, ...more };
}
