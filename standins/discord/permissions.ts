import type { StoredChannel, StoredMember, StoredRole } from './model.ts';

/** The bits that this stand-in asks for. https://docs.discord.com/developers/topics/permissions */
export const permissionBits = {
  Administrator: 1n << 3n,
  ManageChannels: 1n << 4n,
  AddReactions: 1n << 6n,
  ViewChannel: 1n << 10n,
  SendMessages: 1n << 11n,
  ManageMessages: 1n << 13n,
  EmbedLinks: 1n << 14n,
  AttachFiles: 1n << 15n,
  ReadMessageHistory: 1n << 16n,
  MentionEveryone: 1n << 17n,
  ManageRoles: 1n << 28n,
  UseApplicationCommands: 1n << 31n,
  ManageThreads: 1n << 34n,
  CreatePublicThreads: 1n << 35n,
  CreatePrivateThreads: 1n << 36n,
  SendMessagesInThreads: 1n << 38n,
} as const;

export type Permission = keyof typeof permissionBits;

export function isPermission(name: string): name is Permission {
  return Object.hasOwn(permissionBits, name);
}

const all = Object.values(permissionBits).reduce((sum, bit) => sum | bit, 0n);

/** What @everyone has in a new server, as far as this stand-in knows the bits. No role management, no @everyone. */
export const everyonePermissions =
  all &
  ~(
    permissionBits.Administrator |
    permissionBits.ManageChannels |
    permissionBits.ManageMessages |
    permissionBits.ManageRoles |
    permissionBits.MentionEveryone |
    permissionBits.ManageThreads
  );

/** Roles first, then the channel's overwrites: everyone, roles together, the member. A thread has its parent's. */
export function permissionsOf(
  member: StoredMember,
  roles: readonly StoredRole[],
  everyoneId: string,
  channel?: StoredChannel,
): bigint {
  const own = new Set([everyoneId, ...member.roles]);
  let sum = roles.filter((role) => own.has(role.id)).reduce((bits, role) => bits | role.permissions, 0n);
  if ((sum & permissionBits.Administrator) !== 0n) return all;
  if (channel === undefined) return sum;
  const levels = [
    channel.overwrites.filter(({ id }) => id === everyoneId),
    channel.overwrites.filter(({ id, type }) => type === 0 && id !== everyoneId && own.has(id)),
    channel.overwrites.filter(({ id, type }) => type === 1 && id === member.user.id),
  ];
  for (const level of levels) {
    for (const { deny } of level) sum &= ~deny;
    for (const { allow } of level) sum |= allow;
  }
  // Who cannot see a channel can do nothing in it.
  return (sum & permissionBits.ViewChannel) === 0n ? 0n : sum;
}
