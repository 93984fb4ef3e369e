import { addressesOf } from '../../core/addresses.ts';
import { runtimeVariables } from '../../core/frontend.ts';
import type { Secrets } from '../../config/config.ts';
import type { Tier } from '../../core/environment.ts';
import type { Artifact, Commit } from '../../core/release.ts';
import { type UserIds, userFor } from '../../platform/user-ids.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DrivenEnvironment, ProjectConfig } from '../../ports/project.ts';
import type { HostState, SwitchRequest, Version } from './host/wire.ts';
import { homeOf } from './app-home.ts';
import { bareEnvironment, markers, resolved } from './environment-of.ts';
import { treeOf } from './store.ts';

/** One environment on this machine, and all that is needed to drive it. */
export interface LocalPlace {
  readonly project: string;
  readonly environment: string;
  readonly config: ProjectConfig;
  readonly dataDir: string;
  /** What belongs to this tier's worker alone. */
  readonly ownDir: string;
  readonly secrets: Secrets;
  readonly clock: Clock;
}

export function drivenOf<T extends Tier>(
  { project, environment, config }: LocalPlace,
  tier: T,
): Extract<DrivenEnvironment, { tier: T }> {
  const found = config.environments[environment];
  const isOfTier = (one: typeof found): one is Extract<DrivenEnvironment, { tier: T }> => one?.tier === tier;
  if (!isOfTier(found))
    throw new Error(
      `${project}/${environment} is ${found === undefined ? 'not configured' : `of tier ${found.tier}`}; wanted tier ${tier}`,
    );
  return found;
}

function targetOf(place: LocalPlace, service: string) {
  const found = place.config.environments[place.environment];
  const driven = found === undefined || found.tier === 'local' || found.target.kind !== 'local' ? undefined : found;
  const local = driven?.target.kind === 'local' ? driven.target : undefined;
  const target = local?.services[service];
  const config = place.config.services[service];
  if (driven === undefined || local === undefined || target === undefined || config === undefined)
    throw new Error(`${place.project}/${place.environment} has no service ${service} on this machine`);
  return { host: local.host, tier: driven.tier, target, config };
}

export function urlOf(place: LocalPlace, service: string): string {
  const { host, target } = targetOf(place, service);
  return (target.url ?? `http://${host}:${target.port}`).replace(/\/+$/, '');
}

/** The app's environment, with secrets read at this moment. */
export function appEnvironment(place: LocalPlace, service: string): Record<string, string> {
  const { target, tier, config } = targetOf(place, service);
  const urls = addressesOf(place.config.environments[place.environment]);
  return {
    ...bareEnvironment(homeOf(place)),
    TMPDIR: homeOf(place),
    ...resolved(target.env, place.secrets, `${place.project}/${place.environment}`),
    ...runtimeVariables(config, urls),
    ...markers(tier, place.environment),
  };
}

export function isOfTier({ config, environment }: Pick<LocalPlace, 'config' | 'environment'>, tier: Tier): boolean {
  return config.environments[environment]?.tier === tier;
}

/**
 * Where the artifacts lie that it starts. Production's worker keeps copies of its own: what staging's worker has built and
 * stored that one could change, were it taken over, between production's look at it and its start, or years later.
 */
export function storeOf(place: Pick<LocalPlace, 'config' | 'environment' | 'dataDir' | 'ownDir'>): string {
  return isOfTier(place, 'production') ? place.ownDir : place.dataDir;
}

/** Each environment's code runs as a user of its own. */
export function userOf(place: Pick<LocalPlace, 'project' | 'environment' | 'config' | 'dataDir'>): UserIds | undefined {
  const { dataDir, project, environment } = place;
  const tier = isOfTier(place, 'production') ? 'production' : 'staging';
  return userFor(tier, dataDir, project, 'environment', environment);
}

export function versionOf(place: LocalPlace, commit: Commit, artifact: Artifact): Version {
  const { config } = targetOf(place, artifact.service);
  const local = config.build.local;
  if (local === undefined) throw new Error(`${artifact.service} has no build.local in the config`);
  const user = userOf(place);
  return {
    digest: artifact.digest,
    commit,
    tree: treeOf(storeOf(place), artifact.digest),
    start: [...local.start],
    env: appEnvironment(place, artifact.service),
    health: config.health,
    ...(user === undefined ? {} : { user }),
  };
}

export function switchRequest(place: LocalPlace, what: Omit<SwitchRequest, 'host' | 'port'>): SwitchRequest {
  const { host, target } = targetOf(place, what.service);
  return { ...what, host, port: target.port };
}

/** What serves a service just now, from the host's answer. */
export function servedBy(state: HostState | undefined, service: string): HostState['services'][number] | undefined {
  return state?.services.find((one) => one.service === service);
}
