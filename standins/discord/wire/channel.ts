import { isoTime } from '../clock.ts';
import type { Directory } from '../directory.ts';
import type { StoredChannel } from '../model.ts';

export function channelJson(directory: Directory, channel: StoredChannel) {
  return {
    id: channel.id,
    type: 0,
    last_message_id: channel.lastMessageId ?? null,
    flags: 0,
    guild_id: directory.guildIdOf(channel.id) ?? directory.guild.id,
    name: channel.name,
    parent_id: null,
    rate_limit_per_user: 0,
    topic: null,
    position: channel.position,
    permission_overwrites: channel.overwrites.map(({ id, type, allow, deny }) => ({
      id,
      type,
      allow: String(allow),
      deny: String(deny),
    })),
    nsfw: false,
  };
}

export function threadJson(directory: Directory, channel: StoredChannel) {
  const { thread } = channel;
  if (thread === undefined) throw new Error(`channel ${channel.id} is no thread`);
  return {
    id: channel.id,
    type: channel.type,
    last_message_id: channel.lastMessageId ?? null,
    flags: 0,
    guild_id: directory.guildIdOf(channel.id) ?? directory.guild.id,
    name: channel.name,
    parent_id: thread.parentId,
    rate_limit_per_user: 0,
    owner_id: thread.ownerId,
    thread_metadata: {
      archived: thread.archived,
      archive_timestamp: isoTime(thread.archivedAt),
      auto_archive_duration: thread.archiveAfter,
      locked: thread.locked,
      create_timestamp: isoTime(channel.createdAt),
    },
    message_count: 0,
    member_count: 1,
    total_message_sent: 0,
  };
}

/** Whichever it is. */
export function anyChannelJson(directory: Directory, channel: StoredChannel) {
  return channel.thread === undefined ? channelJson(directory, channel) : threadJson(directory, channel);
}
