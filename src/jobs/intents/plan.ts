import { stepsOf } from '../../core/pipeline.ts';
import { reasons } from '../../core/reason.ts';
import { shortCommit, type Release } from '../../core/release.ts';
import type { Considered } from '../../guards/gate.ts';
import { cardHash, makePlan } from '../../guards/make-plan.ts';
import type { DeploymentView } from '../../ports/views.ts';
import { goesBackTo } from '../goes-back-to.ts';
import { shapeOf } from '../scene.ts';
import type { Use } from '../use.ts';
import { type IntentHandler, done, refused } from './handler.ts';

function lines(considered: Considered): string[] {
  return considered.verdicts.map((verdict) =>
    verdict.allowed
      ? `✓ ${verdict.guard}: ${verdict.detail}`
      : `✗ ${verdict.guard}: ${verdict.detail} (${verdict.code}). ${reasons[verdict.code].remedy}`,
  );
}

/** What a promotion card would be if it were posted now, so that the very guards of a real one can be asked. */
async function imagined(
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

/** /plan: the same guards on the same fresh facts as the command itself, and nothing done. */
export const plan: IntentHandler<'plan'> = async ({ use, intent, signal }) => {
  const { project, environment, operation, actor } = intent;
  const config = use.projects[project];
  const found = config?.environments[environment];
  if (config === undefined || found === undefined || found.tier === 'local') return refused('environment.unknown');
  const tier = found.tier;
  const where = { project, name: environment, tier };
  if (operation === 'deploy') {
    if (tier !== 'staging') return refused('environment.production-refused');
    await use.source.fetch(project, signal);
    const head = await use.source.head(project, found.branch);
    if (head === undefined) return refused('push.branch-gone');
    return done(
      'request.done',
      `Would deploy ${shortCommit(head)}, the head of ${found.branch}, to ${environment}.`,
      `Steps: ${stepsOf(shapeOf(config, { kind: 'deployment', tier })).join(' → ')}.`,
      'Nothing was done.',
    );
  }
  if (operation === 'promote') {
    const staging = Object.entries(config.environments).find(([, one]) => one.tier === 'staging')?.[0] ?? '';
    const verified = await use.ledger.verified(project, staging);
    if (verified === undefined) return refused('release.none', 'Staging has not verified any release yet.');
    const waiting = await use.ledger.waiting(project, environment);
    const card =
      waiting?.kind === 'promotion'
        ? waiting
        : await imagined(use, project, environment, verified.release, actor.discordId);
    const considered = await use.gate.consider(
      'start',
      'promotion',
      {
        environment: where,
        release: verified.release,
        deployment: card,
        actor: { id: actor.discordId, action: 'promote' },
      },
      signal,
    );
    return done(
      'request.done',
      `Would promote ${shortCommit(verified.release.commit)} to ${environment}.`,
      ...lines(considered),
      `Steps: ${stepsOf(shapeOf(config, { kind: 'promotion', tier })).join(' → ')}.`,
      'Nothing was done.',
    );
  }
  const { good } = await goesBackTo(use, project, environment);
  if (good === undefined) return refused('release.no-previous');
  const considered = await use.gate.consider(
    'start',
    'rollback',
    { environment: where, release: good.release, actor: { id: actor.discordId, action: 'roll-back' } },
    signal,
  );
  return done(
    'request.done',
    `Would take ${environment} back to ${shortCommit(good.release.commit)} (deployment #${good.number}).`,
    ...lines(considered),
    'Nothing was done.',
  );
};
