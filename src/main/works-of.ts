import { createFlyBuilder } from '../adapters/fly/builder.ts';
import { type FlyPlace, usualPace } from '../adapters/fly/place.ts';
import { createProductionFlyTarget, createStagingFlyTarget } from '../adapters/fly/target.ts';
import { createBuilder } from '../adapters/local/builder.ts';
import { createProductionTarget, createStagingTarget } from '../adapters/local/target.ts';
import type { Config } from '../config/config.ts';
import type { Artifact } from '../core/release.ts';
import type { Works } from '../jobs/use.ts';
import { systemClock } from '../platform/clock.ts';
import type { Github } from '../adapters/github/forge.ts';
import type { Doorbell } from '../ports/doorbell.ts';
import { exerciseOf } from './exercise-of.ts';
import { createStageTools } from '../adapters/stage-tools/stage-tools.ts';
import { appPlaceOf } from './app-places.ts';
import type { TokensApart } from './tokens-apart.ts';
import type { Builder } from '../ports/builder.ts';
import type { Log } from '../ports/log.ts';
import type { QueueName } from '../ports/queue.ts';
import type { Source } from '../ports/source.ts';

interface Of {
  readonly config: Config;
  readonly ownDir: string;
  readonly source: Source;
  readonly log: Log;
  readonly apart: TokensApart;
  readonly github: Github;
  readonly doorbell: Doorbell;
  readonly lookup: (key: string) => Promise<Artifact | undefined>;
}

/** One of each, made when it is first needed, so that its secrets are read no earlier. */
function once<T>(make: (project: string, environment: string) => T): (project: string, environment: string) => T {
  const made = new Map<string, T>();
  return (project, environment) => {
    const key = `${project}/${environment}`;
    const found = made.get(key) ?? make(project, environment);
    made.set(key, found);
    return found;
  };
}

/** How a project's environments are driven: all of them the same way, as the config is checked for. */
function kindOf({ config }: Of, project: string): 'local' | 'fly' {
  for (const one of Object.values(config.file.projects[project]?.environments ?? {}))
    if (one.tier !== 'local') return one.target.kind;
  return 'local';
}

/** What a worker of one tier acts with. The staging worker is never given a production target, and the other way round. */
export function worksOf(on: QueueName, of: Of): Works {
  const { config, ownDir, source, log, lookup } = of;
  const clock = systemClock;
  const place = (project: string, environment: string): FlyPlace & { readonly dataDir: string } => {
    const found = config.file.projects[project];
    if (found === undefined) throw new Error(`${project} is not configured`);
    return {
      project,
      environment,
      config: found,
      dataDir: config.dataDir,
      ownDir,
      secrets: config.secrets,
      clock,
      source,
      log,
      addresses: config.fly,
      pace: usualPace,
      // Production's worker holds no token of staging's, so there is nothing to ask with.
      apart: on === 'staging' ? () => of.apart(project) : async () => undefined,
    };
  };
  if (on === 'production')
    return {
      on,
      target: once((project, environment) =>
        kindOf(of, project) === 'fly'
          ? createProductionFlyTarget(place(project, environment))
          : createProductionTarget(place(project, environment)),
      ),
    };
  return {
    on,
    target: once((project, environment) => {
      const its = place(project, environment);
      const exercise = exerciseOf(its, of, kindOf(of, project));
      return kindOf(of, project) === 'fly' ? createStagingFlyTarget(its, exercise) : createStagingTarget(its, exercise);
    }),
    stageTools: once((project, environment) => {
      const its = appPlaceOf(config, project, environment);
      return its && createStageTools({ project, name: environment, tier: 'staging' }, its);
    }),
    keepsArtifacts: config.file.retention.artifacts,
    builder: builderOf(of, {
      local: createBuilder({
        dataDir: config.dataDir,
        projects: config.file.projects,
        source,
        lookup,
        secrets: config.secrets,
        log,
      }),
      fly: createFlyBuilder({
        ownDir,
        projects: config.file.projects,
        source,
        lookup,
        secrets: config.secrets,
        clock,
        log,
        addresses: config.fly,
        pace: usualPace,
        apart: of.apart,
      }),
    }),
  };
}

/** Each project's builds are of its own kind. */
function builderOf(of: Of, builders: Readonly<Record<'local' | 'fly', Builder>>): Builder {
  const its = (project: string): Builder => builders[kindOf(of, project)];
  return {
    key: (project, ...rest) => its(project).key(project, ...rest),
    find: async (project, ...rest) => its(project).find(project, ...rest),
    build: async (project, ...rest) => its(project).build(project, ...rest),
    clear: async (keep, now) => (await builders.local.clear(keep, now)) + (await builders.fly.clear(keep, now)),
  };
}
