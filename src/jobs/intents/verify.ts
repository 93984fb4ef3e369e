import { stepsOf } from '../../core/pipeline.ts';
import { type Release, artifactsFor, digestSet, shortCommit } from '../../core/release.ts';
import type { TargetObservation } from '../../ports/target.ts';
import { describeCommit } from '../describe-commit.ts';
import { shapeOf } from '../scene.ts';
import { urlsOf } from '../urls.ts';
import { done, hindered, mutating } from './handler.ts';
import { mayAsk } from './may-ask.ts';

/** Exactly these artifacts and no others, each of them serving. What could not be read is said apart from “no”. */
function serves(observation: TargetObservation, release: Release, environment: string): 'yes' | 'no' | 'unknown' {
  const { services } = observation;
  if (services.length === 0 || services.some(({ state }) => state === 'unknown')) return 'unknown';
  const running = services.map(({ service, state, digest }) => `${service}=${state === 'serving' ? digest : state}`);
  return running.toSorted().join(',') === digestSet(artifactsFor(release.artifacts, environment)) ? 'yes' : 'no';
}

/**
 * “Verify again”: staging’s checks once more, on what serves there now. Nothing is switched. Its evidence is recorded
 * anew; a check that fails closes promotion.
 */
export const verify = mutating<'verify'>(async ({ use, intent, signal }) => {
  const { project, environment, actor } = intent;
  const no = await mayAsk(use, actor, 'verify');
  if (no !== undefined) return { refusal: no };
  const config = use.projects[project];
  const found = config?.environments[environment];
  if (config === undefined || found === undefined || found.tier === 'local') return hindered('environment.unknown');
  if (found.tier !== 'staging') return hindered('environment.production-refused');
  const view = await use.ledger.views.deployment(intent.deployment);
  if (view === undefined || view.project !== project) return hindered('deployment.not-found');
  const release = view.release === undefined ? undefined : await use.ledger.release(view.release);
  if (release === undefined) return hindered('release.none', `#${view.number} was never built.`);
  const { running, waiting } = await use.ledger.underWay(project, environment);
  const busy = running ?? waiting;
  // A push that waits would be pushed aside, and what it brings makes this question pointless.
  const same = busy?.kind === 'verification' && busy.state === 'waiting' && busy.release === release.id;
  if (busy !== undefined && !same)
    return hindered(
      'lease.held',
      `#${busy.number} is ${busy.state} in ${environment}; press it again when it has ended.`,
    );
  const answer = await use.observe(project, environment, signal).then(
    (observation) => serves(observation, release, environment),
    () => 'unknown' as const,
  );
  if (answer === 'unknown') return hindered('state.unknown', `It could not be read what ${environment} runs.`);
  if (answer === 'no')
    return hindered('release.not-on-staging', `${environment} does not run ${shortCommit(release.commit)} now.`);
  const steps = stepsOf(shapeOf(config, { kind: 'verification', tier: 'staging' }));
  return {
    would: [`Would verify ${shortCommit(release.commit)} in ${environment} again.`, `Steps: ${steps.join(' → ')}.`],
    act: async (id) => {
      await use.ledger.wait(
        {
          project,
          environment,
          tier: 'staging',
          kind: 'verification',
          commit: await describeCommit(use, project, release.commit),
          requestedBy: actor.discordId,
          release,
          urls: urlsOf(config, environment),
          steps,
        },
        {
          id,
          outcome: done(
            'request.accepted',
            `${shortCommit(release.commit)} is being verified again in ${environment}; its card says how it ends.`,
          ),
        },
      );
      use.log.info({ commit: shortCommit(release.commit), by: actor.discordId }, 'a verification was asked for');
      return undefined;
    },
  };
});
