import type { BaseInteraction } from 'discord.js';
import { GuildMember } from 'discord.js';

/**
 * Role ids of who pressed or typed, as this very interaction's payload says them. Discord sends the member with each
 * interaction; the client keeps no members (gateway.ts), because without the members intent a kept one goes stale.
 */
export function roleIds(interaction: BaseInteraction): readonly string[] {
  const { member } = interaction;
  if (member === null) return [];
  return member instanceof GuildMember ? [...member.roles.cache.keys()] : member.roles;
}
