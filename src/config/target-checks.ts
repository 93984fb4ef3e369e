import { givenTo } from './given.ts';
import type { Listening } from './listening.ts';
import type { Problem } from './problem.ts';
import type { DrivenEnvironment, FlyTargetConfig, ProjectConfig } from './schema.ts';
import { isStateful } from './stateful.ts';
import type { Unique } from './unique.ts';

/** What no two environments may both use: ports and apps of any project, `stateful` of one. */
export interface TakenOnce {
  readonly ports: Listening;
  readonly apps: Unique;
  readonly stateful: Unique;
}

/** Endings of a name by which everybody, in Fly's own lists too, sees that it is not production (R4.3). */
const endings = ['staging', 'stage', 'stg', 'test', 'preview'];

/** One environment's target: every service somewhere, nothing shared, and what its kind demands. */
export function checkTarget(
  path: string,
  key: string,
  environment: DrivenEnvironment,
  project: ProjectConfig,
  taken: TakenOnce,
): Problem[] {
  const problems: Problem[] = [];
  const { target, tier } = environment;
  const wanted = Object.keys(project.services);
  const placed = Object.keys(target.services);
  for (const missing of wanted.filter((service) => !placed.includes(service)))
    problems.push({
      path: `${path}.target.services`,
      found: `no ${missing}`,
      remedy: `Say where service ${missing} runs there.`,
    });
  for (const service of placed.filter((one) => !wanted.includes(one)))
    problems.push({
      path: `${path}.target.services.${service}`,
      found: 'a service that the project does not have',
      remedy: `Use one of ${wanted.join(', ')}.`,
    });
  for (const { path: where, name, value } of givenTo(target)) {
    const spot = `${path}.target.${where}`;
    if (isStateful(name)) {
      if (typeof value === 'string') taken.stateful.use(`value ${value}`, spot, 'the same value');
      else taken.stateful.use(`secret ${value.secret}`, spot, `the secret ${value.secret}`);
    }
    if (name === 'APP_ENV' && value !== tier)
      problems.push({
        path: spot,
        found: `found ${JSON.stringify(value)}`,
        remedy: `Wanted ${tier}, or leave it out: Greenroom sets it.`,
      });
  }
  if (target.kind === 'fly') return [...problems, ...checkFly(path, key, tier, target, taken)];
  for (const [service, { port }] of Object.entries(target.services))
    taken.ports.take(target.host, port, `${path}.target.services.${service}.port`);
  return problems;
}

function checkFly(
  path: string,
  key: string,
  tier: DrivenEnvironment['tier'],
  target: FlyTargetConfig,
  { apps }: TakenOnce,
): Problem[] {
  return Object.entries(target.services).flatMap(([service, { app }]) => {
    const spot = `${path}.target.services.${service}.app`;
    apps.use(app, spot);
    const labelled = [...endings, key].some((ending) => app.endsWith(`-${ending}`));
    if (tier === 'staging' && !labelled)
      return [
        {
          path: spot,
          found: `found ${app}`,
          remedy: `Wanted a name that says what it is, such as ${app}-staging: everybody must see that it is not production.`,
        },
      ];
    if (tier === 'production' && labelled && !app.endsWith(`-${key}`))
      return [
        {
          path: spot,
          found: `found ${app}`,
          remedy: 'Wanted production’s own app; this name is one of a staging app.',
        },
      ];
    return [];
  });
}

/**
 * Two organisations share no images, so production needs a way to staging's. In one organisation it may have one, too:
 * where Fly shows a deploy token nothing of its neighbours.
 */
export function checkOrganisations(here: string, { environments }: ProjectConfig): Problem[] {
  const fly = Object.entries(environments).flatMap(([key, one]) =>
    one.tier !== 'local' && one.target.kind === 'fly' ? [{ key, tier: one.tier, target: one.target }] : [],
  );
  const staging = fly.find(({ tier }) => tier === 'staging');
  const production = fly.find(({ tier }) => tier === 'production');
  if (staging === undefined || production === undefined) return [];
  const apart = staging.target.organisation !== production.target.organisation;
  return Object.entries(production.target.services).flatMap(([service, { pullToken }]) => {
    const path = `${here}.environments.${production.key}.target.services.${service}.pullToken`;
    if (apart && pullToken === undefined)
      return [
        {
          path,
          found: 'none, and staging’s apps are in another organisation',
          remedy: `Make one that may read there: flyctl tokens create readonly -o ${staging.target.organisation} -x 8760h`,
        },
      ];
    return [];
  });
}

/** What a service needs where it runs, and that all environments of a project are driven the same way. */
export function checkKinds(here: string, project: ProjectConfig): Problem[] {
  const driven = Object.entries(project.environments).flatMap(([key, one]) =>
    one.tier === 'local' ? [] : [{ key, kind: one.target.kind }],
  );
  const [first, ...others] = driven;
  const other = others.find(({ kind }) => kind !== first?.kind);
  const problems: Problem[] = [];
  if (first !== undefined && other !== undefined)
    problems.push({
      path: `${here}.environments.${other.key}.target.kind`,
      found: `${other.kind}, and ${first.kind} at ${first.key}`,
      remedy:
        'Use the same kind for both: what staging tested is what production gets, and each kind has its own artifacts.',
    });
  for (const [service, { build, migrations }] of Object.entries(project.services)) {
    const spot = `${here}.services.${service}`;
    if (build.local === undefined && driven.some(({ kind }) => kind === 'local'))
      problems.push({
        path: `${spot}.build`,
        found: 'no local build',
        remedy: 'A local target needs build.local with run and start.',
      });
    if (build.docker === undefined && driven.some(({ kind }) => kind === 'fly'))
      problems.push({
        path: `${spot}.build`,
        found: 'no docker build',
        remedy: 'Fly runs images: it needs build.docker with the file, e.g. { file: "Dockerfile" }.',
      });
    if (migrations?.run === 'release_command' && driven.some(({ kind }) => kind === 'local'))
      problems.push({
        path: `${spot}.migrations.run`,
        found: 'release_command',
        remedy: 'That is Fly’s; on a local target name the command, e.g. ["npm", "run", "migrate"].',
      });
  }
  return problems;
}
