import { MovedOn } from '../../core/moved-on.ts';
import { stepsOf } from '../../core/pipeline.ts';
import { shortCommit } from '../../core/release.ts';
import { withLogins } from '../../guards/with-authors.ts';
import type { DeploymentView } from '../../ports/views.ts';
import { branchNow } from '../branch-now.ts';
import { describeCommit } from '../describe-commit.ts';
import { leftBehind } from '../left-behind.ts';
import { deploymentOfHead, neverArrived, newestDeployment } from '../newest-deployment.ts';
import { shapeOf } from '../scene.ts';
import { urlsOf } from '../urls.ts';
import { type IntentHandler, done, refused } from './handler.ts';

/**
 * A push, or the slow poll, says: look at this branch. What is deployed is its head, whatever the push said, so lost,
 * doubled and reordered webhooks come to the same.
 */
export const lookAtBranch: IntentHandler<'look-at-branch'> = async (handling) => {
  for (;;) {
    try {
      return await look(handling);
    } catch (error) {
      // Another look, at the same time, was faster; it cannot be so for ever, since each of them brings something on.
      if (!(error instanceof MovedOn)) throw error;
      if ((await handling.use.ledger.intent(handling.id)) === 'ended') return undefined;
      handling.signal.throwIfAborted();
    }
  }
};

const look: IntentHandler<'look-at-branch'> = async ({ use, id, intent, signal }) => {
  const { project, environment, branch, after } = intent;
  const config = use.projects[project];
  if (config === undefined || config.environments[environment]?.tier !== 'staging')
    return refused('environment.unknown');
  // Before the branch, so that whoever looks later and is faster does not have its newer commit covered by ours.
  const current = await newestDeployment(use, project, environment);
  const now = await branchNow(use, intent, current, signal);
  if (now === undefined) return refused('push.branch-gone', `${branch} is not there any more.`);
  const { head } = now;
  if (now.fetched && after !== undefined && after !== head) {
    const known = await use.source.resolve(project, after);
    const contained = known !== undefined && (await use.source.contains(project, head, after));
    await use.ledger.commitFate(
      project,
      environment,
      after,
      contained ? 'commit.contained' : 'commit.superseded',
      `${branch} is at ${shortCommit(head)} now`,
    );
  }
  const had = await deploymentOfHead(use, project, environment, current, head);
  // What somebody deployed by name has come since: it stays until the branch moves, and telling of a push again, or late,
  // moves nothing.
  const named = had === undefined || had.id === current?.id ? undefined : current;
  if (had !== undefined && isSettled(had, named === undefined ? intent.cause : 'poll', now.fetched)) {
    const since = named === undefined ? '' : ` #${named.number} was asked for since, and stays until ${branch} moves.`;
    return done('commit.already-live', `${shortCommit(head)} is deployment #${had.number} already.${since}`);
  }
  const commit = now.fetched ? await describeCommit(use, project, head) : now.facts;
  // Nobody told us of this push, so nobody said whose it is; should it fail, somebody has to hear of it.
  const [whose = commit] =
    intent.cause === 'poll' ? await withLogins(use, project, { commit: head, commits: [commit] }) : [];
  await use.ledger.wait(
    {
      project,
      environment,
      tier: 'staging',
      kind: 'deployment',
      commit: whose,
      ...(intent.pusher === undefined ? {} : { pusher: intent.pusher }),
      urls: urlsOf(config, environment),
      steps: stepsOf(shapeOf(config, { kind: 'deployment', tier: 'staging' })),
      configPrint: use.configPrint(project, environment),
      ...(now.fetched ? await leftBehind(use, project, current, head) : {}),
      decidedAfter: current === undefined ? null : { id: current.id, commit: current.commit.commit },
    },
    { id, outcome: done('request.accepted') },
  );
  return undefined;
};

/** Whether the head of the branch needs nothing more than the deployment that it has had. */
function isSettled(had: DeploymentView, cause: 'push' | 'poll', fetched: boolean): boolean {
  if (had.state === 'waiting' || had.state === 'running' || had.state === 'succeeded') return true;
  // It was told already that it cannot be fetched; as soon as it can be, it is deployed whoever looks.
  if (neverArrived(had)) return !fetched;
  return cause === 'poll';
}
