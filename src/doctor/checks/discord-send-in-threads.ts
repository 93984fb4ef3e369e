import { channelPermission } from '../channel-permission.ts';

export const discordSendInThreads = channelPermission(
  'discord-send-in-threads',
  'SendMessagesInThreads',
  'logs go into the card’s thread',
);
