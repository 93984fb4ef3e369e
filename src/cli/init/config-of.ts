import type { GreenroomConfig } from '../../config/schema.ts';
import type { Draft } from './draft.ts';
import { settled } from './setup.ts';

/** What the operator says about the app itself. Commands are lists of words: there is no shell. */
export interface AppWords {
  readonly health: string;
  readonly version: string;
  /** One after the other. */
  readonly build: readonly (readonly string[])[];
  readonly start: readonly string[];
  readonly test: readonly string[];
  readonly migrations: string | undefined;
  readonly migrate: readonly string[];
  readonly ports: Readonly<Record<'staging' | 'production', number>>;
  /** Where Greenroom is not root and nothing real is at stake. */
  readonly besideProduction: boolean;
}

type Target = NonNullable<
  Extract<GreenroomConfig['projects'][string]['environments'][string], { tier: 'staging' }>['target']
>;

function targetOf(draft: Draft, { ports }: AppWords, tier: 'staging' | 'production'): Target {
  const service = settled(draft.service, 'the service');
  if (draft.target !== 'fly') return { kind: 'local', services: { [service]: { port: ports[tier] } } };
  const app = settled(draft.apps[tier], `the app of ${tier}`);
  return {
    kind: 'fly',
    organisation: settled(draft.organisation, 'the organisation'),
    services: { [service]: { app: app.name, config: app.config, token: { secret: app.variable } } },
  };
}

/** The config that all that was settled comes to. */
export function configOf(draft: Draft, words: AppWords): GreenroomConfig {
  const id = (list: Readonly<Record<string, string>>, key: string): string => settled(list[key], key);
  const service = settled(draft.service, 'the service');
  const local = {
    ...(words.build.length === 0 ? {} : { run: words.build.map((one) => [...one]) }),
    start: [...words.start],
  };
  return {
    discord: {
      guild: settled(draft.guild, 'the server'),
      channels: { deployments: id(draft.channels, 'deployments'), alerts: id(draft.channels, 'alerts') },
      roles: {
        tester: id(draft.roles, 'tester'),
        deployer: id(draft.roles, 'deployer'),
        releaseManager: id(draft.roles, 'releaseManager'),
      },
    },
    projects: {
      [settled(draft.project, 'the project')]: {
        repository: settled(draft.repository, 'the repository'),
        services: {
          [service]: {
            build: draft.target === 'fly' ? { docker: { file: 'Dockerfile' } } : { local },
            health: words.health,
            version: words.version,
            ...(words.migrations === undefined
              ? {}
              : { migrations: { folder: words.migrations, run: [...words.migrate] } }),
          },
        },
        environments: {
          staging: {
            tier: 'staging',
            branch: settled(draft.branch, 'the branch'),
            target: targetOf(draft, words, 'staging'),
          },
          production: { tier: 'production', target: targetOf(draft, words, 'production') },
        },
        ...(words.test.length === 0 ? {} : { verify: [{ name: 'integration', run: [...words.test] }] }),
      },
    },
    ...(words.besideProduction ? { pushedCode: 'beside-production' as const } : {}),
  };
}

/** Names and values of greenroom.env. */
export function secretsOf(draft: Draft): Readonly<Record<string, string>> {
  const github = settled(draft.github, 'GitHub’s credential');
  return {
    DISCORD_TOKEN: settled(draft.discordToken, 'Discord’s token'),
    GITHUB_WEBHOOK_SECRET: settled(draft.webhookSecret, 'the webhook’s secret'),
    ...('token' in github
      ? { GITHUB_TOKEN: github.token }
      : { GITHUB_APP_ID: github.appId, GITHUB_APP_PRIVATE_KEY: github.privateKey.trim().replaceAll('\n', '\\n') }),
    ...Object.fromEntries(
      Object.values(draft.apps).flatMap((app) => (app === undefined ? [] : [[app.variable, app.token]])),
    ),
  };
}
