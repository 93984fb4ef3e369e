import { isoTime } from '../clock.ts';
import type { MessageOrigin, StoredAttachment, StoredMessage, StoredReaction, StoredUser } from '../model.ts';
import type { DiscordWorld } from '../world.ts';
import { threadJson } from './channel.ts';
import { userJson } from './user.ts';

/** As the application `self` gets it. `nonce` comes only with the answer to the send and its event. */
export function messageJson(
  world: DiscordWorld,
  message: StoredMessage,
  self: string | undefined,
  withNonce = false,
): object {
  const { directory } = world;
  const user = (id: string): StoredUser => directory.users.get(id) ?? { id, name: 'deleted', bot: false };
  const thread = directory.channels.get(message.id);
  const replied = message.repliesTo === undefined ? undefined : world.messageStore.find(message.repliesTo);
  return {
    id: message.id,
    channel_id: message.channelId,
    author: userJson(user(message.authorId)),
    type: message.type,
    content: message.content,
    mentions: message.mentions.map((id) => userJson(user(id))),
    mention_roles: message.mentionRoles,
    mention_everyone: message.mentionsEveryone,
    attachments: message.attachments.map((one) =>
      attachmentJson(world, message.channelId, one, message.ephemeralFor !== undefined),
    ),
    embeds: message.embeds,
    components: message.components,
    timestamp: isoTime(message.createdAt),
    edited_timestamp: message.editedAt === undefined ? null : isoTime(message.editedAt),
    flags: message.flags,
    pinned: false,
    tts: false,
    ...(withNonce && message.nonce !== undefined ? { nonce: message.nonce } : {}),
    ...(message.reactions.length === 0 ? {} : { reactions: message.reactions.map((one) => reactionJson(one, self)) }),
    ...(message.webhookId === undefined ? {} : { webhook_id: message.webhookId, application_id: message.webhookId }),
    ...(message.interaction === undefined ? {} : originJson(message.interaction, user(message.interaction.userId))),
    ...(message.repliesTo === undefined
      ? {}
      : {
          message_reference: {
            type: 0,
            channel_id: message.channelId,
            message_id: message.repliesTo,
            guild_id: directory.guildIdOf(message.channelId) ?? directory.guild.id,
          },
          referenced_message: replied === undefined ? null : basic(messageJson(world, replied, self)),
        }),
    ...(thread === undefined ? {} : { thread: threadJson(directory, thread) }),
  };
}

/** A referenced message does not carry what it refers to itself. */
function basic(message: object): object {
  return Object.fromEntries(Object.entries(message).filter(([key]) => key !== 'referenced_message'));
}

export function attachmentJson(world: DiscordWorld, channelId: string, file: StoredAttachment, ephemeral: boolean) {
  const address = `${world.url}/attachments/${channelId}/${file.id}/${encodeURIComponent(file.filename)}`;
  return {
    id: file.id,
    filename: file.filename,
    size: file.content.length,
    url: address,
    proxy_url: address,
    content_type: file.contentType,
    ...(file.description === undefined ? {} : { description: file.description }),
    ...(ephemeral ? { ephemeral: true } : {}),
  };
}

function reactionJson({ emoji, by }: StoredReaction, self: string | undefined) {
  const burst = by.filter((one) => one.burst).length;
  const mine = by.filter(({ userId }) => userId === self);
  return {
    emoji: { id: emoji.id, name: emoji.name },
    count: by.length,
    count_details: { burst, normal: by.length - burst },
    burst_colors: [],
    me: mine.some((one) => !one.burst),
    me_burst: mine.some((one) => one.burst),
  };
}

function originJson(origin: MessageOrigin, by: StoredUser) {
  const metadata = {
    id: origin.id,
    user: userJson(by),
    authorizing_integration_owners: { '0': origin.guildId },
    ...(origin.originalId === undefined ? {} : { original_response_message_id: origin.originalId }),
  };
  if (origin.kind === 'component') {
    return { interaction_metadata: { ...metadata, type: 3, interacted_message_id: origin.messageId ?? origin.id } };
  }
  return {
    interaction_metadata: { ...metadata, type: 2 },
    interaction: { id: origin.id, type: 2, name: origin.name, user: userJson(by) },
  };
}
