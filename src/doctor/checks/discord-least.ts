import { both, defineCheck, ok, warn } from '../check.ts';
import { inServer, tooMuch } from '../discord-permissions.ts';

export const discordLeast = defineCheck({
  id: 'discord-least',
  title: 'No more rights than needed',
  wanted:
    'Neither Administrator nor the right to manage the server, its roles, channels, webhooks, members or messages.',
  remedy: 'Server Settings, Roles, the bot’s own role: take away what is named here.',
  of: ({ discord, config }) => both(both(discord.member, discord.roles), config),
  judge: ([[member, roles], { discord }]) => {
    const more = tooMuch(inServer(roles, discord.guild, member?.roleIds ?? []));
    return more.length === 0 ? ok('what it needs, and nothing that harms') : warn(`it has ${more.join(', ')}`);
  },
});
