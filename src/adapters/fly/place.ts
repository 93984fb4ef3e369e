import type { FlyAddresses, Secrets } from '../../config/config.ts';
import type { Tier } from '../../core/environment.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { FlyTargetConfig, ProjectConfig, ServiceConfig } from '../../ports/project.ts';
import type { Source } from '../../ports/source.ts';
import { type Machines, createMachines } from './machines.ts';
import type { RegistryPlace } from './registry.ts';
import { tokenFrom } from './token-from.ts';

/** One environment on Fly, and all that is needed to drive it. */
export interface FlyPlace {
  readonly project: string;
  readonly environment: string;
  readonly config: ProjectConfig;
  /** What belongs to this tier's worker alone. */
  readonly ownDir: string;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly source: Source;
  readonly log: Log;
  readonly addresses: FlyAddresses;
  readonly pace: Pace;
  /** Rejects unless it was shown that staging's token does not open production; asked before anything is changed. */
  readonly apart: () => Promise<void>;
}

/** What it takes to ask about a service, without changing anything. */
export type ServicePlace = Pick<
  FlyPlace,
  'project' | 'environment' | 'config' | 'secrets' | 'clock' | 'addresses' | 'pace'
>;

/** Milliseconds. */
export interface Pace {
  /** Between two looks at the machines: Fly asks for 2 s or slower (fly.md §3). */
  readonly lookMs: number;
  /** How long flyctl may print nothing. */
  readonly silenceMs: number;
  /** Leases of a flyctl that was killed last for 13 s (fly.md §6.6). */
  readonly leaseMs: number;
}

export const usualPace: Pace = { lookMs: 2_000, silenceMs: 180_000, leaseMs: 15_000 };

export interface FlyService {
  readonly name: string;
  readonly app: string;
  /** Path of its fly.toml in the repository. */
  readonly path: string;
  readonly url: string;
  readonly config: ServiceConfig;
  readonly machines: Machines;
  readonly token: () => string;
  /** For reading staging's repository in another organisation; undefined where that is the same one. */
  readonly pullToken: (() => string) | undefined;
}

function flyTarget(place: Pick<FlyPlace, 'project' | 'environment' | 'config'>): {
  tier: Exclude<Tier, 'local'>;
  target: FlyTargetConfig;
} {
  const found = place.config.environments[place.environment];
  if (found === undefined || found.tier === 'local' || found.target.kind !== 'fly')
    throw new Error(`${place.project}/${place.environment} is not configured to run on Fly`);
  return { tier: found.tier, target: found.target };
}

export function tierOf(place: FlyPlace): Exclude<Tier, 'local'> {
  return flyTarget(place).tier;
}

/** Its token is read when it is first needed, and by the worker of its own tier alone. */
export function serviceOf(place: ServicePlace, service: string): FlyService {
  const { target } = flyTarget(place);
  const found = target.services[service];
  const config = place.config.services[service];
  if (found === undefined || config === undefined)
    throw new Error(`${place.project}/${place.environment} has no service ${service} on Fly`);
  const { app } = found;
  const read = (secret: string): string =>
    tokenFrom(place.secrets.get(secret, `${place.project}/${place.environment}, ${service}`), secret);
  const token = (): string => read(found.token.secret);
  const { pullToken } = found;
  return {
    name: service,
    app,
    path: found.config,
    url: (found.url ?? `https://${app}.fly.dev`).replace(/\/+$/, ''),
    config,
    token,
    pullToken: pullToken === undefined ? undefined : () => read(pullToken.secret),
    machines: lazily(() => createMachines({ base: place.addresses.flapsUrl, token: token(), app, clock: place.clock })),
  };
}

/** Nothing is read before the first call. */
function lazily(make: () => Machines): Machines {
  let made: Machines | undefined;
  const it = (): Machines => (made ??= make());
  return {
    app: async (...args) => it().app(...args),
    list: async (...args) => it().list(...args),
    get: async (...args) => it().get(...args),
    create: async (...args) => it().create(...args),
    start: async (...args) => it().start(...args),
    restart: async (...args) => it().restart(...args),
    destroy: async (...args) => it().destroy(...args),
    label: async (...args) => it().label(...args),
    exec: async (...args) => it().exec(...args),
  };
}

/** A registry on this very machine is asked without TLS, as docker does; every other with. */
export function registryOf(place: Pick<FlyPlace, 'addresses'>, repository: string, token: string): RegistryPlace {
  const host = place.addresses.registryHost;
  const isOwn = /^(127\.0\.0\.1|localhost)(:|$)/.test(host);
  return { url: `${isOwn ? 'http' : 'https'}://${host}`, repository, token };
}

/** Whether all of a project's apps on Fly are in one organisation, as the config says. */
export function areOneOrganisation({ config }: Pick<FlyPlace, 'config'>): boolean {
  const slugs = Object.values(config.environments).flatMap((one) =>
    one.tier !== 'local' && one.target.kind === 'fly' ? [one.target.organisation] : [],
  );
  return new Set(slugs).size === 1;
}

/** The app whose builds everybody's images come from: staging's of the same service. */
export function buildAppOf({ config }: Pick<FlyPlace, 'config'>, service: string): string | undefined {
  for (const one of Object.values(config.environments))
    if (one.tier === 'staging' && one.target.kind === 'fly') return one.target.services[service]?.app;
  return undefined;
}
