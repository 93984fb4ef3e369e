import { channelPermission } from '../channel-permission.ts';

export const discordSend = channelPermission('discord-send', 'SendMessages', 'cards are messages');
