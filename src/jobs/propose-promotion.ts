import { changedKeys, isComparable } from '../core/config-difference.ts';
import { isConfigOnly } from '../core/promotion.ts';
import { type Commit, type Release, digestSet } from '../core/release.ts';
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
  /** The newest deployment as it was when this was decided: where another has come since, nothing is posted. */
  readonly decidedAfter?: { readonly id: string; readonly commit: Commit };
  /** Production's own release again, for its changed config: what staging has verified meanwhile is another question. */
  readonly only?: 'config';
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
  if (live !== undefined && digestSet(live.release.artifacts) === digestSet(release.artifacts)) {
    if ((await changedConfig(use, project, environment)).length > 0) return { ok: true, release, at };
    return no(
      'release.already-live',
      `Production already runs ${release.commit.slice(0, 7)} (deployment #${live.number}).`,
      { code: 'release.already-live', detail: `it came with deployment #${live.number}` },
    );
  }
  const standing = await use.ledger.badVersions.standing(project, environment);
  const mark = standing.find((one) => one.digests === digestSet(release.artifacts));
  if (mark === undefined) return { ok: true, release, at };
  const line = `It had to be taken back from ${environment} (deployment #${mark.number}: ${mark.code}).`;
  return no('release.known-bad', line, { code: 'release.known-bad', detail: line });
}

/** Names of the keys that differ from what production was last brought with; none where that cannot be compared. */
export async function changedConfig(use: Use, project: string, environment: string): Promise<readonly string[]> {
  const before = await use.ledger.configPrint(project, environment);
  const now = use.configPrint(project, environment);
  return before === undefined || !isComparable(before, now) ? [] : changedKeys(before, now);
}

/** Whether there is a config to bring to what runs in production. */
async function configProposable(use: Use, project: string, environment: string): Promise<Proposable> {
  const live = await use.ledger.live(project, environment);
  const changed = await changedConfig(use, project, environment);
  if (live !== undefined && changed.length > 0) return { ok: true, release: live.release, at: undefined };
  const detail = 'production has the values that the config has now';
  return {
    ok: false,
    code: 'config.nothing-changed',
    lines: [detail],
    ended: { code: 'config.nothing-changed', detail },
  };
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
  // A card that was about the config alone stays so: whoever wants newer code as well asks for it.
  const { replaces } = how;
  const only = how.only ?? (replaces?.promotion && isConfigOnly(replaces.promotion.plan) ? 'config' : undefined);
  const verified =
    only === 'config' ? await configProposable(use, project, environment) : await proposable(use, project, environment);
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
      ...(only === 'config' ? { configChange: plan.configKeys } : {}),
      ...(how.decidedAfter === undefined ? {} : { decidedAfter: how.decidedAfter }),
    },
    how.fromIntent,
  );
  return { ok: true, view };
}
