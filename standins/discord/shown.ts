import type { Json } from './json.ts';
import type { StoredMessage } from './model.ts';
import { messageFlags } from './model.ts';
import { attachmentJson } from './wire/message.ts';
import type { DiscordWorld } from './world.ts';

/** A message as people see it, in plain JSON. Times are milliseconds since 1970. */
export interface ShownMessage {
  readonly id: string;
  readonly channelId: string;
  readonly authorId: string;
  readonly content: string;
  readonly embeds: readonly Json[];
  readonly components: readonly Json[];
  readonly reactions: readonly { readonly emoji: string; readonly userIds: readonly string[] }[];
  readonly attachments: readonly {
    readonly id: string;
    readonly filename: string;
    readonly size: number;
    readonly url: string;
    readonly contentType: string;
    /** Alt text. */
    readonly description?: string;
  }[];
  /** Who was pinged, as far as the sender allowed it. */
  readonly mentions: {
    readonly users: readonly string[];
    readonly roles: readonly string[];
    readonly everyone: boolean;
  };
  readonly createdAt: number;
  /** “… is thinking”. */
  readonly thinking: boolean;
  readonly ephemeralFor?: string;
  readonly editedAt?: number;
  readonly threadId?: string;
  readonly interaction?: { readonly name: string; readonly userId: string };
}

export function shown(world: DiscordWorld, message: StoredMessage): ShownMessage {
  return {
    id: message.id,
    channelId: message.channelId,
    authorId: message.authorId,
    content: message.content,
    embeds: message.embeds,
    components: message.components,
    reactions: message.reactions.map(({ emoji, by }) => ({
      emoji: emoji.name,
      userIds: [...new Set(by.map(({ userId }) => userId))],
    })),
    attachments: message.attachments.map((file) => ({
      id: file.id,
      filename: file.filename,
      size: file.content.length,
      url: attachmentJson(world, message.channelId, file, false).url,
      contentType: file.contentType,
      ...(file.description === undefined ? {} : { description: file.description }),
    })),
    mentions: { users: message.mentions, roles: message.mentionRoles, everyone: message.mentionsEveryone },
    createdAt: message.createdAt,
    thinking: (message.flags & messageFlags.loading) !== 0,
    ...(message.ephemeralFor === undefined ? {} : { ephemeralFor: message.ephemeralFor }),
    ...(message.editedAt === undefined ? {} : { editedAt: message.editedAt }),
    ...(world.directory.channels.has(message.id) ? { threadId: message.id } : {}),
    ...(message.interaction?.kind === 'command'
      ? { interaction: { name: message.interaction.name, userId: message.interaction.userId } }
      : {}),
  };
}
