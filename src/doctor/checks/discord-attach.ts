import { channelPermission } from '../channel-permission.ts';

export const discordAttach = channelPermission('discord-attach', 'AttachFiles', 'long logs are files');
