import type { StoredInteraction } from '../interactions.ts';
import type { DiscordWorld } from '../world.ts';
import { anyChannelJson } from './channel.ts';
import { messageJson } from './message.ts';
import { memberJson } from './user.ts';

const types = { command: 2, component: 3, autocomplete: 4 } as const;

export function interactionType({ kind }: StoredInteraction): 2 | 3 | 4 {
  return types[kind];
}

/** INTERACTION_CREATE. Libraries throw where entitlements or the integration owners are missing. */
export function interactionJson(world: DiscordWorld, interaction: StoredInteraction) {
  const { directory } = world;
  const member = directory.member(interaction.userId);
  const channel = directory.channel(interaction.channelId);
  const permissions = String(directory.permissions(member, channel));
  return {
    id: interaction.id,
    application_id: interaction.applicationId,
    type: interactionType(interaction),
    token: interaction.token,
    version: 1,
    data: interaction.data,
    guild_id: directory.guild.id,
    guild: { id: directory.guild.id, locale: 'en-US', features: [] },
    guild_locale: 'en-US',
    channel_id: channel.id,
    channel: { ...anyChannelJson(directory, channel), permissions },
    member: { ...memberJson(member), permissions },
    ...(interaction.message === undefined
      ? {}
      : { message: messageJson(world, interaction.message, interaction.applicationId) }),
    app_permissions: String(directory.permissions(directory.member(interaction.applicationId), channel)),
    locale: 'en-US',
    entitlements: [],
    authorizing_integration_owners: { '0': directory.guild.id },
    context: 0,
    attachment_size_limit: 10_485_760,
  };
}
