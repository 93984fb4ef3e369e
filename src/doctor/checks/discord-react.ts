import { channelPermission } from '../channel-permission.ts';

export const discordReact = channelPermission('discord-react', 'AddReactions', 'the card offers ✅ and ❌');
