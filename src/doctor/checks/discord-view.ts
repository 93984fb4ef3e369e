import { channelPermission } from '../channel-permission.ts';

export const discordView = channelPermission(
  'discord-view',
  'ViewChannel',
  'without it the channel does not exist for the bot',
);
