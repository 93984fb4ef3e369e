import { channelPermission } from '../channel-permission.ts';

export const discordHistory = channelPermission(
  'discord-history',
  'ReadMessageHistory',
  'reactions are read back from the card',
);
