import { stepsOf } from '../../core/pipeline.ts';
import { shortCommit } from '../../core/release.ts';
import { describeCommit } from '../describe-commit.ts';
import { heldByAnother } from '../may-begin.ts';
import { leftBehind } from '../left-behind.ts';
import { shapeOf } from '../scene.ts';
import { urlsOf } from '../urls.ts';
import { done, hindered, mutating } from './handler.ts';
import { mayAsk } from './may-ask.ts';

/** /deploy: the head of the environment's branch, or a commit that is in the repository. */
export const deploy = mutating<'deploy'>(async ({ use, intent, signal }) => {
  const { project, environment, actor } = intent;
  const no = await mayAsk(use, actor, 'deploy');
  if (no !== undefined) return { refusal: no };
  const config = use.projects[project];
  const found = config?.environments[environment];
  if (config === undefined || found === undefined) return hindered('environment.unknown');
  if (found.tier !== 'staging') return hindered('environment.production-refused');
  const held = await heldByAnother(use, project, environment, actor.discordId);
  if (held !== undefined) return hindered('lock.in-force', held);
  const unfetched = await use.source.fetch(project, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    return error instanceof Error ? error.message : String(error);
  });
  // Whoever asked waits for an answer, and can ask again: they are told at once.
  if (unfetched !== undefined) return hindered('fetch.failed', unfetched);
  const commit =
    intent.commit === undefined
      ? await use.source.head(project, found.branch)
      : await use.source.resolve(project, intent.commit);
  if (commit === undefined)
    return intent.commit === undefined
      ? hindered('push.branch-gone', `${found.branch} is not there.`)
      : hindered('release.none', `There is no commit ${intent.commit} in ${config.repository}.`);
  const commitFacts = await describeCommit(use, project, commit);
  const steps = stepsOf(shapeOf(config, { kind: 'deployment', tier: 'staging' }));
  return {
    would: [`Would deploy ${shortCommit(commit)} to ${environment}.`, `Steps: ${steps.join(' → ')}.`],
    act: async (id) => {
      const view = await use.ledger.wait(
        {
          project,
          environment,
          tier: 'staging',
          kind: 'deployment',
          commit: commitFacts,
          requestedBy: actor.discordId,
          urls: urlsOf(config, environment),
          steps,
          configPrint: use.configPrint(project, environment),
          ...(await leftBehind(use, project, await use.ledger.waiting(project, environment), commit)),
        },
        { id, outcome: done('request.accepted', `${shortCommit(commit)} is on its way to ${environment}.`) },
      );
      use.log.info({ deployment: view.id, by: actor.discordId }, 'a deployment was asked for');
      return undefined;
    },
  };
});
