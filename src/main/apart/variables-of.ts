import { givenTo } from '../../config/given.ts';
import type { ConfigFile, EnvironmentConfig } from '../../config/schema.ts';
import { kitOf } from '../../config/stage-checks.ts';
import type { ProcessRole } from '../../core/process-role.ts';
import type { QueueName } from '../../ports/queue.ts';

type Settings = Readonly<Record<string, string | { readonly secret: string }>>;

const named = (settings: Settings): string[] =>
  Object.values(settings).flatMap((value) => (typeof value === 'string' ? [] : [value.secret]));

function secretsGiven(one: EnvironmentConfig): readonly string[] {
  if (one.tier === 'local') return [];
  const kit = kitOf(one);
  return [
    ...givenTo(one.target).flatMap(({ value }) => (typeof value === 'string' ? [] : [value.secret])),
    ...(kit === undefined ? [] : [kit.secret]),
  ];
}

/** Names of the secrets that a tier's environments have in the config; builds and suites are staging's work. */
export function secretsOfTier({ projects }: Pick<ConfigFile, 'projects'>, tier: QueueName): readonly string[] {
  const names = Object.values(projects).flatMap(({ environments, services, verify }) => [
    ...Object.values(environments).flatMap((one) => (one.tier === tier ? secretsGiven(one) : [])),
    ...(tier === 'staging'
      ? [
          ...Object.values(services).flatMap(({ build }) => (build.local === undefined ? [] : named(build.local.env))),
          ...verify.flatMap((suite) => ('run' in suite ? named(suite.env) : [])),
        ]
      : []),
  ]);
  return [...new Set(names)].toSorted();
}

const forAll =
  'PATH LANG LC_ALL TZ NODE_ENV NODE_EXTRA_CA_CERTS HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy https_proxy no_proxy ' +
  'LOG_LEVEL DISCORD_API_URL GITHUB_API_URL GITHUB_SERVER_URL FLYCTL_BIN FLY_API_BASE_URL FLY_FLAPS_BASE_URL ' +
  'FLY_UIEX_BASE_URL FLY_REGISTRY_HOST';

const github = ['GITHUB_TOKEN', 'GITHUB_APP_ID', 'GITHUB_APP_PRIVATE_KEY'] as const;

const plain: Readonly<Record<ProcessRole, readonly string[]>> = {
  web: ['HOST', 'PORT', 'METRICS_PORT'],
  bot: [],
  'worker-staging': [],
  'worker-production': [],
};

/** Secrets that a role is given by its work; a worker reads members and reactions back from Discord by itself. */
const ofWork: Readonly<Record<ProcessRole, readonly string[]>> = {
  web: ['GITHUB_WEBHOOK_SECRET'],
  bot: ['DISCORD_TOKEN'],
  'worker-staging': ['DISCORD_TOKEN', ...github],
  'worker-production': ['DISCORD_TOKEN', ...github],
};

/** What a role may know of our environment: plain variables and secrets by name. Whatever is not listed stays here. */
export function variablesOf(
  role: ProcessRole,
  config: Pick<ConfigFile, 'projects'>,
): { readonly plain: readonly string[]; readonly secrets: readonly string[] } {
  return {
    plain: [...forAll.split(' '), ...plain[role]],
    secrets: [
      ...ofWork[role],
      ...(role === 'worker-staging' ? secretsOfTier(config, 'staging') : []),
      ...(role === 'worker-production' ? secretsOfTier(config, 'production') : []),
    ],
  };
}
