import { type Release, digestSet } from '../core/release.ts';
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

type Proposable =
  | { readonly ok: true; readonly release: Release; readonly at: number | undefined }
  | (Refusal & { readonly ended: Ended });
type Refusal = Extract<Proposed, { ok: false }>;
/** What a card that waits ends as, where there is nothing to take its place. */
type Ended = { readonly code: ReasonCode; readonly detail: string } | undefined;

/** Whether there is something to promote. Reads only: /plan asks the same. */
export async function proposable(use: Use, project: string, environment: string): Promise<Proposable> {
  const config = use.projects[project];
  const staging = Object.entries(config?.environments ?? {}).find(([, one]) => one.tier === 'staging')?.[0];
  const no = (code: ReasonCode, line: string, ended: Ended): Proposable => ({ ok: false, code, lines: [line], ended });
  if (config === undefined || staging === undefined)
    return no('environment.unknown', `${project} has no staging to promote from.`, undefined);
  const verified = await use.ledger.verified(project, staging);
  if (verified === undefined)
    return no('release.none', 'Staging has not verified any release yet.', {
      code: 'card.moved',
      detail: 'staging has verified nothing that could be promoted',
    });
  const { release, at } = verified;
  const live = await use.ledger.live(project, environment);
  if (live !== undefined && digestSet(live.release.artifacts) === digestSet(release.artifacts))
    return no(
      'release.already-live',
      `Production already runs ${release.commit.slice(0, 7)} (deployment #${live.number}).`,
      { code: 'release.already-live', detail: `it came with deployment #${live.number}` },
    );
  const standing = await use.ledger.badVersions.standing(project, environment);
  const mark = standing.find((one) => one.digests === digestSet(release.artifacts));
  if (mark === undefined) return { ok: true, release, at };
  const line = `It had to be taken back from ${environment} (deployment #${mark.number}: ${mark.code}).`;
  return no('release.known-bad', line, { code: 'release.known-bad', detail: line });
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
  const verified = await proposable(use, project, environment);
  if (!verified.ok || config === undefined) {
    const { code, lines, ended } = verified.ok
      ? { code: 'environment.unknown' as const, lines: [], ended: undefined }
      : verified;
    if (how.replaces !== undefined && ended !== undefined) await use.ledger.move(how.replaces.id, 'cancel', ended);
    return { ok: false, code, lines };
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
