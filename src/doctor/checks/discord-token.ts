import { defineCheck, ok } from '../check.ts';

export const discordToken = defineCheck({
  id: 'discord-token',
  title: 'The bot’s token',
  wanted: 'A token that Discord takes.',
  remedy: 'Developer portal, your application, Bot, Reset Token; set it as DISCORD_TOKEN.',
  credential: true,
  of: ({ discord }) => discord.application,
  judge: ({ name }) => ok(`Discord knows it as ${name}`),
});
