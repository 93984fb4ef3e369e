import { defineCheck, fail, ok } from '../check.ts';

export const discordCommands = defineCheck({
  id: 'discord-commands',
  title: 'Slash commands',
  wanted: 'Registered in the server, and the same as this version’s.',
  remedy:
    'Start Greenroom, which registers them; if that fails, invite the bot again with the scope applications.commands.',
  of: ({ discord }) => discord.commands,
  judge: ({ registered, different }) =>
    different.length === 0
      ? ok(`${String(registered)}, as this version has them`)
      : fail(`${different.map((name) => `/${name}`).join(', ')} missing there or different`),
});
