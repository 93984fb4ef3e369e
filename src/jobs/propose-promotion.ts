import { digestSet } from '../core/release.ts';
import type { ReasonCode } from '../core/reason.ts';
import { cardHash, makePlan, withPulls } from '../guards/make-plan.ts';
import { withAuthors } from '../guards/with-authors.ts';
import type { IntentOutcome } from '../core/intent.ts';
import type { DeploymentView } from '../ports/views.ts';
import { stepsOf } from '../core/pipeline.ts';
import { shapeOf } from './scene.ts';
import { describeCommit } from './describe-commit.ts';
import type { Use } from './use.ts';
import { urlsOf } from './urls.ts';

export type Proposed =
  | { readonly ok: true; readonly view: DeploymentView }
  | { readonly ok: false; readonly code: ReasonCode; readonly lines: readonly string[] };

interface How {
  readonly fromIntent?: { readonly id: string; readonly outcome: Omit<IntentOutcome, 'deployment'> };
  /** The card whose place it takes. */
  readonly replaces?: DeploymentView;
}

/** Posts a promotion card for the newest release that staging has verified, or says why there is none to post. */
export async function proposePromotion(
  use: Use,
  project: string,
  environment: string,
  requestedBy: string | undefined,
  how: How,
): Promise<Proposed> {
  const config = use.projects[project];
  const staging = Object.entries(config?.environments ?? {}).find(([, one]) => one.tier === 'staging')?.[0];
  if (config === undefined || staging === undefined)
    return { ok: false, code: 'environment.unknown', lines: [`${project} has no staging to promote from.`] };
  const verified = await use.ledger.verified(project, staging);
  if (verified === undefined) {
    if (how.replaces !== undefined)
      await use.ledger.move(how.replaces.id, 'cancel', {
        code: 'card.moved',
        detail: 'staging has verified nothing that could be promoted',
      });
    return { ok: false, code: 'release.none', lines: ['Staging has not verified any release yet.'] };
  }
  const live = await use.ledger.live(project, environment);
  if (live !== undefined && digestSet(live.release.artifacts) === digestSet(verified.release.artifacts)) {
    if (how.replaces !== undefined)
      await use.ledger.move(how.replaces.id, 'cancel', {
        code: 'release.already-live',
        detail: `it came with deployment #${live.number}`,
      });
    return {
      ok: false,
      code: 'release.already-live',
      lines: [`Production already runs ${verified.release.commit.slice(0, 7)} (deployment #${live.number}).`],
    };
  }
  const standing = await use.ledger.badVersions.standing(project, environment);
  const mark = standing.find((one) => one.digests === digestSet(verified.release.artifacts));
  if (mark !== undefined) {
    const line = `It had to be taken back from ${environment} (deployment #${mark.number}: ${mark.code}).`;
    if (how.replaces !== undefined)
      await use.ledger.move(how.replaces.id, 'cancel', { code: 'release.known-bad', detail: line });
    return { ok: false, code: 'release.known-bad', lines: [line] };
  }
  const bare = await makePlan(use, project, environment, verified.release, verified.at);
  const authored = await withAuthors(use, project, bare);
  const plan = { ...authored, commits: await withPulls(use, project, authored.commits) };
  const view = await use.ledger.wait(
    {
      project,
      environment,
      tier: 'production',
      kind: 'promotion',
      commit: await describeCommit(use, project, verified.release.commit),
      ...(requestedBy === undefined ? {} : { requestedBy }),
      release: verified.release,
      urls: urlsOf(config, environment),
      steps: stepsOf(shapeOf(config, { kind: 'promotion', tier: 'production' })),
      promotion: { plan, hash: cardHash(plan), expiresAt: use.clock.now() + config.promote.expires },
      configPrint: use.configPrint(project, environment),
    },
    how.fromIntent,
  );
  return { ok: true, view };
}
