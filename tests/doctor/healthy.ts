import type {
  ChannelSeen,
  Facts,
  FlyAppSeen,
  GithubSeen,
  HookSeen,
  LedgerSeen,
  MachineSeen,
  RedisSeen,
  RoleSeen,
  SecretsSeen,
  Seen,
} from '../../src/ports/survey.ts';
import { checkFile } from '../../src/config/check-file.ts';
import { invitePermissions } from '../../src/doctor/discord-permissions.ts';
import { flyApps } from '../world/places-on-fly.ts';
import { tinyProject } from '../world/tiny-app.ts';

/** A Greenroom of which nothing is wrong, as the doctor sees it; each story changes one thing. */
export const now = Date.UTC(2026, 11, 1, 12);
export const day = 24 * 3_600_000;
export const guild = '100000000000000001';
export const bot = '100000000000000009';
export const ids = {
  deployments: '100000000000000002',
  alerts: '100000000000000003',
  tester: '100000000000000004',
  deployer: '100000000000000005',
  releaseManager: '100000000000000006',
} as const;

export const saw = <T>(value: T): Seen<T> => ({ ok: true, value });
export const unseen = (why: string, refused = false): { ok: false; why: string; refused: boolean } => ({
  ok: false,
  why,
  refused,
});

export const role = (id: string, name: string, more: Partial<RoleSeen> = {}): RoleSeen => ({
  id,
  name,
  permissions: 0n,
  managed: false,
  mentionable: false,
  ...more,
});

export const everyone = role(guild, '@everyone');
export const botRole = role('100000000000000010', 'Greenroom', {
  managed: true,
  permissions: invitePermissions(false),
});
export const named = [
  role(ids.tester, 'Tester'),
  role(ids.deployer, 'Deployer'),
  role(ids.releaseManager, 'Release manager'),
];
export const roles: readonly RoleSeen[] = [everyone, botRole, ...named];
export const channel = (id: string, name: string, more: Partial<ChannelSeen> = {}): ChannelSeen => ({
  id,
  name,
  type: 0,
  overwrites: [],
  ...more,
});
export const channels = [channel(ids.deployments, 'deployments'), channel(ids.alerts, 'alerts')];

export const hook: HookSeen = {
  url: 'https://greenroom.example.test/webhooks/github',
  active: true,
  events: ['push', 'workflow_run'],
  json: true,
  checksCertificate: true,
  delivery: saw({ event: 'ping', status: 202, said: 'OK' }),
};

export const configuration = {
  discord: {
    guild,
    channels: { deployments: ids.deployments, alerts: ids.alerts },
    roles: { tester: ids.tester, deployer: ids.deployer, releaseManager: ids.releaseManager },
  },
  projects: {
    advent: {
      repository: 'acme/advent',
      services: { api: { ...tinyProject.services.api, build: { docker: { file: 'Dockerfile' } } } },
      environments: Object.fromEntries(
        (['staging', 'production'] as const).map((place) => [
          place,
          {
            tier: place,
            ...(place === 'staging' ? { branch: 'staging' } : {}),
            target: {
              kind: 'fly',
              organisation: 'acme',
              services: {
                api: {
                  app: flyApps[place],
                  config: `fly.${place}.toml`,
                  token: { secret: `FLY_${place.toUpperCase()}` },
                },
              },
            },
          },
        ]),
      ),
    },
  },
};
const checked = checkFile(configuration);
if (!('file' in checked)) throw new Error(JSON.stringify(checked.problems));

export const machine: MachineSeen = {
  node: '24.21.0',
  git: saw('git version 2.39.5'),
  flyctl: saw('flyctl v0.4.87 linux/amd64'),
  disk: saw({ freeBytes: 40 * 1024 ** 3 }),
  dataFolder: saw({ path: '/data', exists: true, writable: true, openToOthers: false }),
  users: saw({ root: true, namespaces: true, refusal: undefined }),
};
export const secrets: SecretsSeen = {
  named: [{ name: 'DISCORD_TOKEN', wantedBy: 'bot', set: true }],
  webhook: [{ length: 64, different: 16, strange: false }],
  shared: [],
};
export const github: GithubSeen = {
  project: 'advent',
  repository: 'acme/advent',
  identity: saw({ kind: 'token', name: 'greenroom-bot', expiresAt: now + 300 * day }),
  there: saw({ archived: false }),
  branches: saw([{ name: 'staging', head: 'a'.repeat(40) }]),
  may: { contents: saw(true), pulls: saw(true), statuses: saw(true), deployments: saw(true) },
  workflows: saw([{ file: 'integration.yml', mayStart: true }]),
  hooks: saw([hook]),
  tomls: saw([]),
};
export const stagingApp: FlyAppSeen = {
  place: 'advent/staging, api',
  app: flyApps.staging,
  tier: 'staging',
  opens: saw(true),
  opensAll: saw(false),
  opensProduction: saw([]),
  expiresAt: saw(now + 300 * day),
};
export const ledger: LedgerSeen = {
  embedded: false,
  version: 180_004,
  notifies: saw(true),
  aheadMs: 3,
  apart: saw([{ place: 'advent/staging', verdict: { yes: 'nothing is shared with production' } }]),
};
export const redis: RedisSeen = {
  version: '7.2.5',
  appendOnly: saw(true),
  eviction: saw('noeviction'),
  password: true,
  loopback: false,
};

export const healthy: Facts = {
  now,
  machine,
  config: { ok: true, value: checked.file },
  secrets: saw(secrets),
  discord: {
    application: saw({ id: bot, name: 'Greenroom', privileged: [] }),
    member: saw({ id: bot, roleIds: [botRole.id] }),
    roles: saw(roles),
    channels: saw(channels),
    commands: saw({ registered: 15, different: [] }),
  },
  github: saw([github]),
  fly: saw([
    stagingApp,
    { ...stagingApp, place: 'advent/production, api', app: flyApps.production, tier: 'production' },
  ]),
  ledger: saw(ledger),
  redis: saw(redis),
  clocks: [{ of: 'Discord', aheadMs: saw(120) }],
  frontDoor: saw({ url: 'https://greenroom.example.test/readyz', status: 200 }),
};
