import type { FlyPlace } from '../adapters/fly/place.ts';
import { runSuiteMachine } from '../adapters/fly/suite-machine.ts';
import type { Github } from '../adapters/github/forge.ts';
import { runWorkflow } from '../adapters/github/workflow-suite.ts';
import { exercise } from '../adapters/local/exercise.ts';
import { exerciseCommit } from '../adapters/local/exercise-commit.ts';
import type { Config } from '../config/config.ts';
import { systemClock } from '../platform/clock.ts';
import type { Doorbell } from '../ports/doorbell.ts';
import type { Exercise } from '../ports/target.ts';

/** GitHub counts calls; a webhook brings the news sooner than this where it comes. */
const lookAtRunsEveryMs = 10_000;

interface With {
  readonly config: Config;
  readonly github: Github;
  readonly doorbell: Doorbell;
}

/** Runs a suite where its config says: beside Greenroom, in a machine of staging's app, or on GitHub Actions. */
export function exerciseOf(
  place: FlyPlace & { readonly dataDir: string },
  { config, github, doorbell }: With,
  kind: 'local' | 'fly',
): Exercise {
  return async (request, token, io) => {
    const suite = place.config.verify.find(({ name }) => name === request.name);
    if (suite === undefined) throw new Error(`there is no suite ${request.name}`);
    if ('machine' in suite) return runSuiteMachine(place, suite, request, token, io);
    if ('run' in suite)
      return kind === 'fly' ? exerciseCommit(place, place.source, request, io) : exercise(place, request, io);
    const environment = place.config.environments[place.environment];
    if (environment?.tier !== 'staging') throw new Error(`${place.environment} is no staging`);
    return runWorkflow(
      {
        runs: github.runs,
        apiUrl: config.githubApiUrl,
        doorbell,
        clock: systemClock,
        head: async (project, branch) => (await github.forge.head(project, branch))?.commit,
        lookMs: lookAtRunsEveryMs,
      },
      { project: place.project, branch: environment.branch, suite, request },
      io,
    );
  };
}
