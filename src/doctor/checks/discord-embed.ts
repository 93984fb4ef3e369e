import { channelPermission } from '../channel-permission.ts';

export const discordEmbed = channelPermission('discord-embed', 'EmbedLinks', 'cards are embeds');
