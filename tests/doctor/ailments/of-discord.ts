import { type NeededPermission, needed } from '../../../src/doctor/discord-permissions.ts';
import type { ConfigFile } from '../../../src/ports/project.ts';
import type { Facts, RoleSeen } from '../../../src/ports/survey.ts';
import * as well from '../healthy.ts';
import { type Ailment, type Ailments, on, unknowns } from './ailment.ts';

const { healthy, saw } = well;
const discord = (more: Partial<Facts['discord']>): Facts => on({ discord: { ...healthy.discord, ...more } });
const roles = (...list: readonly RoleSeen[]): Facts => discord({ roles: saw(list) });
const [tester, deployer, manager] = well.named as [RoleSeen, RoleSeen, RoleSeen];
const around = [well.everyone, well.botRole] as const;

/** A channel’s settings take one permission from the bot’s own role. */
function closed(permission: NeededPermission): Ailment {
  const { bit } = needed[permission];
  const [deployments, alerts] = well.channels;
  if (deployments === undefined || alerts === undefined) throw new Error('there are two channels');
  const overwrites = [{ id: well.botRole.id, type: 0, allow: 0n, deny: bit }];
  // Who cannot see a channel can do nothing else in it.
  const all = aboutChannels.filter((id) => id !== 'discord-view');
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
  'discord-mention': 'MentionEveryone',
} as const satisfies Record<string, NeededPermission>;

function configWith(change: (file: ConfigFile['discord']) => ConfigFile['discord']): Facts {
  if (!healthy.config.ok) throw new Error('the healthy config is fine');
  const file = healthy.config.value;
  return on({ config: { ok: true, value: { ...file, discord: change(file.discord) } } });
}

/** Checks that look at each of the bot’s channels. */
export const aboutChannels = Object.keys(channelChecks);
/** Checks that look at the roles that the config names. */
export const aboutRoles = [
  'roles-there',
  'roles-everyone',
  'roles-managed',
  'roles-mentionable',
  'roles-alike',
  'roles-powerful',
];

/** The bot, its channels and the roles in Discord. */
export const ofDiscord: Ailments = {
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
    besides: unknowns(...aboutChannels),
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
      besides: unknowns('discord-mention'),
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
};
