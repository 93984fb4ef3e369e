import { intents } from './gateway/intents.ts';
import type { StoredMember, StoredMessage } from './model.ts';
import { anyChannelJson } from './wire/channel.ts';
import { messageJson } from './wire/message.ts';
import { memberJson, memberPartJson } from './wire/user.ts';
import type { DiscordWorld } from './world.ts';

/**
 * A message's event to all who may have it. Ephemeral ones belong to the direct messages intent and carry neither
 * server nor member; without the message content intent others' words are left out.
 * https://docs.discord.com/developers/events/gateway-events#message-create
 */
export function tellMessage(
  world: DiscordWorld,
  event: 'MESSAGE_CREATE' | 'MESSAGE_UPDATE',
  message: StoredMessage,
): void {
  const isEphemeral = message.ephemeralFor !== undefined;
  const member = world.directory.members.get(message.authorId);
  world.gateway.dispatch(
    event,
    (session) => {
      const own = message.authorId === session.applicationId || message.mentions.includes(session.applicationId);
      return {
        ...messageJson(world, message, session.applicationId, event === 'MESSAGE_CREATE'),
        ...(own || (session.intents & intents.MessageContent) !== 0
          ? {}
          : { content: '', embeds: [], attachments: [], components: [] }),
        ...(isEphemeral
          ? {}
          : {
              guild_id: world.directory.guildIdOf(message.channelId),
              ...(member === undefined ? {} : { member: memberPartJson(member) }),
            }),
      };
    },
    isEphemeral ? 'DirectMessages' : 'GuildMessages',
  );
  world.changes.tell();
}

export function tellMember(
  world: DiscordWorld,
  event: 'GUILD_MEMBER_ADD' | 'GUILD_MEMBER_UPDATE',
  member: StoredMember,
): void {
  const data = { ...memberJson(member), guild_id: world.directory.guild.id };
  world.gateway.dispatch(event, () => data, 'GuildMembers');
  world.changes.tell();
}

export function tellChannel(
  world: DiscordWorld,
  event: 'CHANNEL_CREATE' | 'CHANNEL_UPDATE' | 'THREAD_CREATE' | 'THREAD_UPDATE',
  channelId: string,
): void {
  const data = anyChannelJson(world.directory, world.directory.channel(channelId));
  world.gateway.dispatch(
    event,
    () => ({ ...data, ...(event === 'THREAD_CREATE' ? { newly_created: true } : {}) }),
    'Guilds',
  );
  world.changes.tell();
}
