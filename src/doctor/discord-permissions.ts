import type { ChannelSeen, RoleSeen } from '../ports/survey.ts';

/** What the bot does in its two channels, and Discord’s bit for it (docs.discord.com, “Permissions”). */
export const needed = {
  ViewChannel: { bit: 1n << 10n, called: 'View Channel' },
  SendMessages: { bit: 1n << 11n, called: 'Send Messages' },
  SendMessagesInThreads: { bit: 1n << 38n, called: 'Send Messages in Threads' },
  CreatePublicThreads: { bit: 1n << 35n, called: 'Create Public Threads' },
  EmbedLinks: { bit: 1n << 14n, called: 'Embed Links' },
  AttachFiles: { bit: 1n << 15n, called: 'Attach Files' },
  ReadMessageHistory: { bit: 1n << 16n, called: 'Read Message History' },
  AddReactions: { bit: 1n << 6n, called: 'Add Reactions' },
  /** For roles that not everybody can mention. Whom a message calls is named in it by id, and is never everyone. */
  MentionEveryone: { bit: 1n << 17n, called: 'Mention @everyone, @here and All Roles' },
} as const;
export type NeededPermission = keyof typeof needed;

export const administrator = 1n << 3n;
/** Only while `greenroom init` makes channels and roles; to be taken away afterwards. */
const whileMaking = (1n << 4n) | (1n << 28n);

const least = Object.values(needed).reduce((sum, { bit }) => sum | bit, 0n);

/** The least that does, as an invitation carries it. Never Administrator. */
export function invitePermissions(makes: boolean): bigint {
  return makes ? least | whileMaking : least;
}

/** More than is needed, by which somebody who got hold of the token could do harm; in Discord’s words. */
const harmful: readonly (readonly [bigint, string])[] = [
  [administrator, 'Administrator'],
  [1n << 1n, 'Kick Members'],
  [1n << 2n, 'Ban Members'],
  [1n << 4n, 'Manage Channels'],
  [1n << 5n, 'Manage Server'],
  [1n << 13n, 'Manage Messages'],
  [1n << 28n, 'Manage Roles'],
  [1n << 29n, 'Manage Webhooks'],
];

/** What its roles give it in the whole server, before any channel has its say. */
export function inServer(roles: readonly RoleSeen[], guild: string, roleIds: readonly string[]): bigint {
  return roles
    .filter(({ id }) => id === guild || roleIds.includes(id))
    .reduce((sum, { permissions }) => sum | permissions, 0n);
}

export function tooMuch(permissions: bigint): readonly string[] {
  return harmful.flatMap(([bit, called]) => ((permissions & bit) === 0n ? [] : [called]));
}

/**
 * What somebody may do in a channel: their roles, then the channel’s overwrites for everyone, for their roles together,
 * and for themselves (docs.discord.com, “Permission overwrites”). Who cannot see it can do nothing there.
 */
export function inChannel(
  roles: readonly RoleSeen[],
  guild: string,
  member: { readonly id: string; readonly roleIds: readonly string[] },
  channel: ChannelSeen,
): bigint {
  let sum = inServer(roles, guild, member.roleIds);
  if ((sum & administrator) !== 0n) return ~0n;
  const { overwrites } = channel;
  const levels = [
    overwrites.filter(({ id }) => id === guild),
    overwrites.filter(({ id, type }) => type === 0 && id !== guild && member.roleIds.includes(id)),
    overwrites.filter(({ id, type }) => type === 1 && id === member.id),
  ];
  for (const level of levels) {
    for (const { deny } of level) sum &= ~deny;
    for (const { allow } of level) sum |= allow;
  }
  return (sum & needed.ViewChannel.bit) === 0n ? 0n : sum;
}
