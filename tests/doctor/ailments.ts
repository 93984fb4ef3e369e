import { needed } from '../../src/doctor/discord-permissions.ts';
import type { NeededPermission } from '../../src/doctor/discord-permissions.ts';
import type { IsolationVerdict } from '../../src/core/isolation.ts';
import type { checks } from '../../src/doctor/index.ts';
import type { ConfigFile } from '../../src/ports/project.ts';
import type {
  Facts,
  FlyAppSeen,
  GithubSeen,
  HookSeen,
  MachineSeen,
  RedisSeen,
  RoleSeen,
} from '../../src/ports/survey.ts';
import * as well from './healthy.ts';

export interface Ailment {
  readonly facts: Facts;
  readonly state: 'warn' | 'fail' | 'unknown';
  /** What the person reads. */
  readonly found: RegExp;
  /** Other checks that see the same thing, by its nature; all others are fine. */
  readonly besides?: Readonly<Record<string, 'unknown' | 'fail' | 'warn'>>;
}

const { healthy, saw } = well;
const on = (facts: Partial<Facts>): Facts => ({ ...healthy, ...facts });
const machine = (more: Partial<MachineSeen>): Facts => on({ machine: { ...well.machine, ...more } });
const secrets = (more: Partial<typeof well.secrets>): Facts => on({ secrets: saw({ ...well.secrets, ...more }) });
const discord = (more: Partial<Facts['discord']>): Facts => on({ discord: { ...healthy.discord, ...more } });
const roles = (...list: readonly RoleSeen[]): Facts => discord({ roles: saw(list) });
const github = (more: Partial<GithubSeen>): Facts => on({ github: saw([{ ...well.github, ...more }]) });
const hook = (more: Partial<HookSeen>): Facts => github({ hooks: saw([{ ...well.hook, ...more }]) });
const apart = (...verdicts: readonly IsolationVerdict[]): Facts =>
  on({
    ledger: saw({ ...well.ledger, apart: saw(verdicts.map((verdict) => ({ place: 'advent/staging', verdict }))) }),
  });
const fly = (more: Partial<FlyAppSeen>): Facts => on({ fly: saw([{ ...well.stagingApp, ...more }]) });
const redis = (more: Partial<RedisSeen>): Facts => on({ redis: saw({ ...well.redis, ...more }) });
const [tester, deployer, manager] = well.named as [RoleSeen, RoleSeen, RoleSeen];
const around = [well.everyone, well.botRole] as const;

/** A channel’s settings take one permission from the bot’s own role. */
function closed(permission: NeededPermission): Ailment {
  const { bit } = needed[permission];
  const [deployments, alerts] = well.channels;
  if (deployments === undefined || alerts === undefined) throw new Error('there are two channels');
  const overwrites = [{ id: well.botRole.id, type: 0, allow: 0n, deny: bit }];
  // Who cannot see a channel can do nothing else in it.
  const all = Object.keys(channelChecks).filter((id) => id !== 'discord-view');
  return {
    facts: discord({ channels: saw([deployments, { ...alerts, overwrites }]) }),
    state: 'fail',
    found: /^not in #alerts$/,
    ...(permission === 'ViewChannel' ? { besides: Object.fromEntries(all.map((id) => [id, 'fail' as const])) } : {}),
  };
}

const channelChecks = {
  'discord-view': 'ViewChannel',
  'discord-send': 'SendMessages',
  'discord-send-in-threads': 'SendMessagesInThreads',
  'discord-create-threads': 'CreatePublicThreads',
  'discord-embed': 'EmbedLinks',
  'discord-attach': 'AttachFiles',
  'discord-history': 'ReadMessageHistory',
  'discord-react': 'AddReactions',
} as const satisfies Record<string, NeededPermission>;

function configWith(change: (file: ConfigFile['discord']) => ConfigFile['discord']): Facts {
  if (!healthy.config.ok) throw new Error('the healthy config is fine');
  const file = healthy.config.value;
  return on({ config: { ok: true, value: { ...file, discord: change(file.discord) } } });
}

const unknowns = (...list: readonly string[]): Record<string, 'unknown'> =>
  Object.fromEntries(list.map((id) => [id, 'unknown' as const]));
const inChannels = Object.keys(channelChecks);
const ofRoles = [
  'roles-there',
  'roles-everyone',
  'roles-managed',
  'roles-mentionable',
  'roles-alike',
  'roles-powerful',
];

/** For each check what it is for, and what it says of it. A check without a line does not compile. */
export const ailments: Readonly<Record<(typeof checks)[number]['id'], Ailment | readonly Ailment[]>> & {
  readonly [id: string]: Ailment | readonly Ailment[];
} = {
  'config-valid': {
    facts: on({
      config: {
        ok: false,
        why: 'two problems',
        problems: [{ path: 'discord.guild', found: 'found "mine"', remedy: 'Wanted an id.' }],
      },
    }),
    state: 'fail',
    found: /discord\.guild: found "mine"/,
    besides: unknowns('discord-server', 'discord-least', 'discord-channels', ...inChannels, ...ofRoles),
  },
  'secrets-set': {
    facts: secrets({ named: [{ name: 'DISCORD_TOKEN', wantedBy: 'bot, worker-staging', set: false }] }),
    state: 'fail',
    found: /^DISCORD_TOKEN is not set \(bot, worker-staging\)$/,
  },
  'secrets-apart': {
    facts: secrets({ shared: [{ staging: 'a.staging.DATABASE_URL', production: 'a.production.DATABASE_URL' }] }),
    state: 'fail',
    found: /the same value at a\.staging\.DATABASE_URL and a\.production/,
  },
  'webhook-secret': [
    { facts: secrets({ webhook: [] }), state: 'fail', found: /none is set/ },
    {
      facts: secrets({ webhook: [{ length: 12, different: 9, strange: false }] }),
      state: 'fail',
      found: /12 characters/,
    },
    { facts: secrets({ webhook: [{ length: 40, different: 1, strange: false }] }), state: 'fail', found: /repeats/ },
    { facts: secrets({ webhook: [{ length: 40, different: 20, strange: true }] }), state: 'fail', found: /spaces/ },
    {
      facts: secrets({ webhook: [{ length: 20, different: 14, strange: false }] }),
      state: 'warn',
      found: /20 characters/,
    },
  ],
  'node-version': { facts: machine({ node: '22.11.0' }), state: 'fail', found: /^22\.11\.0$/ },
  'git-version': [
    { facts: machine({ git: saw('git version 2.30.2') }), state: 'fail', found: /2\.30\.2/ },
    { facts: machine({ git: well.unseen('git could not be started: ENOENT') }), state: 'unknown', found: /ENOENT/ },
  ],
  'flyctl-version': {
    facts: machine({ flyctl: saw('flyctl v0.4.55 linux/amd64') }),
    state: 'fail',
    found: /v0\.4\.55/,
  },
  'disk-space': [
    { facts: machine({ disk: saw({ freeBytes: 3 * 1024 ** 3 }) }), state: 'warn', found: /^3\.0 GiB free$/ },
    { facts: machine({ disk: saw({ freeBytes: 1024 ** 2 }) }), state: 'fail', found: /^0\.0 GiB free$/ },
  ],
  'data-folder': [
    {
      facts: machine({ dataFolder: saw({ path: '/data', exists: true, writable: false, openToOthers: false }) }),
      state: 'fail',
      found: /\/data cannot be written to/,
    },
    {
      facts: machine({ dataFolder: saw({ path: '/data', exists: true, writable: true, openToOthers: true }) }),
      state: 'warn',
      found: /others may write to \/data/,
    },
  ],
  'roles-apart': [
    {
      facts: machine({ users: saw({ root: false, namespaces: false, refusal: undefined }) }),
      state: 'warn',
      found: /not root/,
    },
    {
      facts: machine({ users: saw({ root: true, namespaces: false, refusal: undefined }) }),
      state: 'warn',
      found: /no user namespaces/,
    },
    {
      facts: machine({ users: saw({ root: false, namespaces: false, refusal: 'it holds X of production' }) }),
      state: 'fail',
      found: /holds X/,
    },
  ],
  'clock-services': [
    {
      facts: on({ clocks: [{ of: 'GitHub', aheadMs: saw(-9_000) }] }),
      state: 'warn',
      found: /^GitHub behind by 9\.0 s$/,
    },
    { facts: on({ clocks: [{ of: 'GitHub', aheadMs: saw(90_000) }] }), state: 'fail', found: /ahead by 90\.0 s/ },
    {
      facts: on({ clocks: [{ of: 'GitHub', aheadMs: well.unseen('no answer') }] }),
      state: 'unknown',
      found: /GitHub: no answer/,
    },
  ],
  'ledger-there': {
    facts: on({ ledger: well.unseen('the database refuses this user or password', true) }),
    state: 'fail',
    found: /refuses this user/,
    besides: unknowns('ledger-version', 'ledger-notify', 'ledger-clock', 'apps-apart'),
  },
  'apps-apart': [
    {
      facts: apart({ no: 'isolation.shared-database', detail: 'database of staging is database of production' }),
      state: 'fail',
      found: /^advent\/staging: .*same database.*\(database of staging is database of production\)/,
    },
    {
      facts: apart({ no: 'isolation.production-unknown', detail: 'production was changed since its app was asked' }),
      state: 'unknown',
      found: /not known what production’s app is connected to/,
    },
    {
      facts: apart(
        { no: 'isolation.staging-unknown', detail: 'nobody listens there' },
        { no: 'isolation.discord-elsewhere', detail: 'it is in 7 too; wanted 1 alone' },
      ),
      state: 'fail',
      found: /nobody listens there.* · .*it is in 7 too/,
    },
    {
      facts: on({ ledger: saw({ ...well.ledger, apart: well.unseen('relation "app_identities" does not exist') }) }),
      state: 'unknown',
      found: /does not exist/,
    },
  ],
  'ledger-version': {
    facts: on({ ledger: saw({ ...well.ledger, version: 140_011 }) }),
    state: 'fail',
    found: /^14\.11$/,
  },
  'ledger-notify': {
    facts: on({ ledger: saw({ ...well.ledger, notifies: saw(false) }) }),
    state: 'fail',
    found: /not heard/,
  },
  'ledger-clock': [
    { facts: on({ ledger: saw({ ...well.ledger, aheadMs: -8_000 }) }), state: 'warn', found: /behind by 8\.0 s/ },
    { facts: on({ ledger: saw({ ...well.ledger, aheadMs: 45_000 }) }), state: 'fail', found: /ahead by 45\.0 s/ },
  ],
  'redis-there': {
    facts: on({ redis: well.unseen('nobody listens there') }),
    state: 'unknown',
    found: /nobody listens/,
    besides: unknowns('redis-version', 'redis-persistence', 'redis-eviction', 'redis-password'),
  },
  'redis-version': [
    { facts: redis({ version: '6.0.16' }), state: 'warn', found: /6\.0\.16/ },
    { facts: redis({ version: '4.0.9' }), state: 'fail', found: /4\.0\.9/ },
  ],
  'redis-persistence': { facts: redis({ appendOnly: saw(false) }), state: 'warn', found: /appendonly no/ },
  'redis-eviction': { facts: redis({ eviction: saw('allkeys-lru') }), state: 'fail', found: /allkeys-lru/ },
  'redis-password': { facts: redis({ password: false }), state: 'warn', found: /asks nobody/ },
  'discord-token': {
    facts: discord({ application: well.unseen('Discord refused this bot token', true) }),
    state: 'fail',
    found: /refused this bot token/,
    besides: unknowns('discord-intents'),
  },
  'discord-intents': {
    facts: discord({ application: saw({ id: well.bot, name: 'Greenroom', privileged: ['Message Content'] }) }),
    state: 'warn',
    found: /Message Content switched on/,
  },
  'discord-server': {
    facts: discord({ member: saw(undefined) }),
    state: 'fail',
    found: /it is not in server/,
    besides: unknowns(...inChannels),
  },
  'discord-least': {
    facts: roles(
      well.everyone,
      { ...well.botRole, permissions: well.botRole.permissions | (1n << 28n) },
      ...well.named,
    ),
    state: 'warn',
    found: /^it has Manage Roles$/,
  },
  'discord-commands': {
    facts: discord({ commands: saw({ registered: 14, different: ['promote'] }) }),
    state: 'fail',
    found: /^\/promote missing there or different$/,
  },
  'discord-channels': [
    {
      facts: configWith((its) => ({ ...its, channels: { ...its.channels, alerts: '100000000000000099' } })),
      state: 'fail',
      found: /alerts: there is no channel 100000000000000099/,
    },
    {
      facts: discord({
        channels: saw([
          well.channel(well.ids.deployments, 'deployments'),
          well.channel(well.ids.alerts, 'alerts', { type: 2 }),
        ]),
      }),
      state: 'fail',
      found: /#alerts is no text channel/,
    },
  ],
  ...Object.fromEntries(Object.entries(channelChecks).map(([id, permission]) => [id, closed(permission)])),
  'roles-there': {
    facts: roles(...around, tester, deployer),
    state: 'fail',
    found: /^releaseManager: there is no role/,
  },
  'roles-everyone': {
    facts: configWith((its) => ({ ...its, roles: { ...its.roles, tester: well.guild } })),
    state: 'fail',
    found: /^tester is @everyone$/,
  },
  'roles-managed': {
    facts: roles(...around, { ...tester, managed: true }, deployer, manager),
    state: 'fail',
    found: /tester: Tester is given out by an integration/,
  },
  'roles-mentionable': {
    facts: roles(...around, tester, deployer, { ...manager, mentionable: true }),
    state: 'warn',
    found: /^Release manager$/,
  },
  'roles-alike': [
    {
      facts: roles(...around, ...well.named, well.role('100000000000000077', ' deployer')),
      state: 'warn',
      found: /two roles are called Deployer/,
    },
    {
      facts: configWith((its) => ({ ...its, roles: { ...its.roles, tester: its.roles.deployer } })),
      state: 'fail',
      found: /deployer is the same role as another one/,
    },
  ],
  'roles-powerful': {
    facts: roles(...around, tester, deployer, { ...manager, permissions: 1n << 3n }),
    state: 'warn',
    found: /^Release manager$/,
  },
  'github-credential': {
    facts: github({ identity: well.unseen('GitHub refused the credential: 401, Bad credentials', true) }),
    state: 'fail',
    found: /acme\/advent: GitHub refused the credential/,
    besides: unknowns('github-expiry'),
  },
  'github-expiry': [
    {
      facts: github({ identity: saw({ kind: 'token', name: 'x', expiresAt: well.now + 20 * well.day }) }),
      state: 'warn',
      found: /ends in 20 days/,
    },
    {
      facts: github({ identity: saw({ kind: 'token', name: 'x', expiresAt: well.now - well.day }) }),
      state: 'fail',
      found: /ended on 2026-11-30/,
    },
  ],
  'github-repository': { facts: github({ there: saw({ archived: true }) }), state: 'fail', found: /archived/ },
  'github-branch': {
    facts: github({ branches: saw([{ name: 'staging', head: undefined }]) }),
    state: 'fail',
    found: /^acme\/advent has no branch staging$/,
  },
  'github-contents': {
    facts: github({ may: { ...well.github.may, contents: saw(false) } }),
    state: 'fail',
    found: /not allowed in acme/,
  },
  'github-pulls': {
    facts: github({ may: { ...well.github.may, pulls: saw(false) } }),
    state: 'fail',
    found: /not allowed in acme/,
  },
  'github-statuses': {
    facts: github({ may: { ...well.github.may, statuses: saw(false) } }),
    state: 'fail',
    found: /not allowed in acme/,
  },
  'github-deployments': {
    facts: github({ may: { ...well.github.may, deployments: saw(false) } }),
    state: 'fail',
    found: /not allowed in acme/,
  },
  'github-actions': {
    facts: github({
      workflows: saw([
        { file: 'integration.yml', mayStart: false },
        { file: 'browser.yml', mayStart: true },
      ]),
    }),
    state: 'fail',
    found: /^integration\.yml of acme\/advent cannot be started$/,
  },
  'webhook-runs': { facts: hook({ events: ['push'] }), state: 'warn', found: /^not from acme\/advent$/ },
  'webhook-there': [
    { facts: github({ hooks: saw([]) }), state: 'warn', found: /acme\/advent has none: pushes are found by the poll/ },
    { facts: hook({ active: false }), state: 'fail', found: /switched off/ },
    { facts: github({ hooks: saw([well.hook, well.hook]) }), state: 'fail', found: /every push comes more than once/ },
  ],
  'webhook-form': [
    { facts: hook({ json: false }), state: 'fail', found: /not application\/json/ },
    {
      facts: hook({ events: ['issues', 'workflow_run'] }),
      state: 'fail',
      found: /sends issues, workflow_run and no push/,
    },
  ],
  'webhook-address': [
    { facts: hook({ url: 'http://example.test/webhooks/github' }), state: 'warn', found: /is not https/ },
    { facts: hook({ checksCertificate: false }), state: 'warn', found: /does not check the certificate/ },
  ],
  'webhook-delivery': [
    {
      facts: hook({ delivery: saw({ event: 'ping', status: 401, said: 'x' }) }),
      state: 'fail',
      found: /is not the one in GITHUB_WEBHOOK_SECRET/,
    },
    {
      facts: hook({ delivery: saw({ event: 'push', status: 0, said: 'failed to connect to host' }) }),
      state: 'fail',
      found: /push ended with failed to connect/,
    },
    { facts: hook({ delivery: saw(undefined) }), state: 'fail', found: /nothing was ever delivered/ },
  ],
  'front-door': [
    { facts: on({ frontDoor: saw({ url: 'https://x/readyz', status: 503 }) }), state: 'fail', found: /is not ready/ },
    {
      facts: on({ frontDoor: saw({ url: 'https://x/readyz', status: 404 }) }),
      state: 'fail',
      found: /answers with 404/,
    },
    { facts: on({ frontDoor: saw(undefined) }), state: 'warn', found: /knows of no address/ },
  ],
  'fly-apps': {
    facts: fly({ opens: saw(false) }),
    state: 'fail',
    found: /no app advent-api-staging, or its token is another’s/,
  },
  'fly-token-scope': { facts: fly({ opensAll: saw(true) }), state: 'warn', found: /opens the whole organisation/ },
  'fly-tokens-apart': {
    facts: fly({ opensProduction: saw(['advent-api']) }),
    state: 'fail',
    found: /opens advent-api/,
  },
  'fly-token-expiry': [
    { facts: fly({ expiresAt: saw(well.now + 3 * well.day) }), state: 'fail', found: /ends in 3 days/ },
    { facts: fly({ expiresAt: saw(undefined) }), state: 'warn', found: /hardly ever ends/ },
    { facts: fly({ expiresAt: saw(well.now + 7_000 * well.day) }), state: 'warn', found: /hardly ever ends/ },
    {
      facts: fly({ expiresAt: well.unseen('the token could not be read') }),
      state: 'unknown',
      found: /could not be read/,
    },
  ],
  'fly-toml': {
    facts: github({ tomls: saw(['fly.staging.toml has no health check']) }),
    state: 'fail',
    found: /fly\.staging\.toml has no health check/,
  },
};
