import { changedKeys, isComparable } from '../core/config-difference.ts';
import { MovedOn } from '../core/moved-on.ts';
import { stepsOf } from '../core/pipeline.ts';
import { isConfigOnly } from '../core/promotion.ts';
import { variablesIn } from '../guards/gather.ts';
import { variantProblem } from '../guards/has-its-variant.ts';
import type { DeploymentView } from '../ports/views.ts';
import { newestDeployment } from './newest-deployment.ts';
import { changedConfig, proposePromotion } from './propose-promotion.ts';
import { shapeOf } from './scene.ts';
import { environmentsOf } from './sweep.ts';
import { urlsOf } from './urls.ts';
import type { Use } from './use.ts';

/** How far back it is looked whether this very config was said no to. */
const many = 50;

/**
 * Level, not edge: at start and each minute, what an environment was last brought with is compared with what the config
 * says now. Staging follows by itself (R2.4). Production does not: a card is posted, and people decide.
 */
export async function followConfig(use: Use, signal: AbortSignal): Promise<void> {
  for (const { project, environment } of environmentsOf(use)) {
    if (signal.aborted) return;
    try {
      await (use.works.on === 'staging'
        ? stagingFollows(use, project, environment)
        : productionAsks(use, project, environment));
    } catch (error) {
      // Another worker saw the same and was faster, or a push came: the next round looks at what is so then.
      if (error instanceof MovedOn) continue;
      use.log.warn(
        { project, environment, error: String(error) },
        'whether the config has changed could not be told; it is looked at again',
      );
    }
  }
}

/**
 * The newest deployment once more, with the config as it is now. It is compared with the newest that was tried and not
 * with what serves: a config that does not work fails once, and is not tried again until it is changed. What somebody
 * cancelled is left alone.
 */
async function stagingFollows(use: Use, project: string, environment: string): Promise<void> {
  const config = use.projects[project];
  const newest = await newestDeployment(use, project, environment);
  if (config === undefined || newest === undefined || newest.state === 'cancelled') return;
  const before = await use.ledger.configPrintOf(newest.id);
  const now = use.configPrint(project, environment);
  if (before === undefined || !isComparable(before, now)) return;
  const changed = changedKeys(before, now);
  if (changed.length === 0) return;
  const view = await use.ledger.wait({
    project,
    environment,
    tier: 'staging',
    kind: 'deployment',
    commit: newest.commit,
    urls: urlsOf(config, environment),
    steps: stepsOf(shapeOf(config, { kind: 'deployment', tier: 'staging' })),
    configPrint: now,
    configChange: changed,
    decidedAfter: { id: newest.id, commit: newest.commit.commit },
  });
  use.log.info({ deployment: view.id, changed }, 'the config of staging has changed; it is deployed again');
}

/** A card that waits shows the change already: the gate voids it when it moves, and it is posted anew. */
async function productionAsks(use: Use, project: string, environment: string): Promise<void> {
  const { running, waiting } = await use.ledger.underWay(project, environment);
  if (running !== undefined || waiting !== undefined) return;
  const live = await use.ledger.live(project, environment);
  if (live === undefined) return;
  const changed = await changedConfig(use, project, environment);
  if (changed.length === 0) return;
  // What is built with the new values has to be built and verified first; it comes as a promotion of its own.
  const wanted = variablesIn(use, project, environment);
  if (variantProblem(live.release.artifacts, environment, wanted) !== undefined) return;
  const past = await use.ledger.views.history(project, environment, many);
  if (await wasAnswered(use, past, use.configPrint(project, environment))) return;
  const [newest] = past;
  if (newest === undefined) return;
  const proposed = await proposePromotion(use, project, environment, undefined, {
    only: 'config',
    decidedAfter: { id: newest.id, commit: newest.commit.commit },
  });
  if (proposed.ok) use.log.info({ deployment: proposed.view.id, changed }, 'the config of production has changed');
}

/** People said no to exactly this, or let it expire, or it was not well. It is not asked again by itself. */
async function wasAnswered(
  use: Use,
  past: readonly DeploymentView[],
  now: Readonly<Record<string, string>>,
): Promise<boolean> {
  for (const view of past) {
    // What was answered before another config came there is asked anew.
    if (view.state === 'succeeded') return false;
    if (view.promotion === undefined || !isConfigOnly(view.promotion.plan)) continue;
    // A card that another one took the place of was answered by nobody.
    if (view.state === 'superseded' || view.code === 'config.nothing-changed') continue;
    const its = await use.ledger.configPrintOf(view.id);
    if (its !== undefined && isComparable(its, now) && changedKeys(its, now).length === 0) return true;
  }
  return false;
}
