import { channelPermission } from '../channel-permission.ts';

export const discordCreateThreads = channelPermission(
  'discord-create-threads',
  'CreatePublicThreads',
  'each card has a thread for its log',
);
