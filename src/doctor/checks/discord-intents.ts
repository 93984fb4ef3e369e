import { defineCheck, ok, warn } from '../check.ts';

export const discordIntents = defineCheck({
  id: 'discord-intents',
  title: 'Privileged intents',
  wanted: 'None: Greenroom reads no messages and no lists of members.',
  remedy: 'Developer portal, your application, Bot, Privileged Gateway Intents: switch them off.',
  of: ({ discord }) => discord.application,
  judge: ({ privileged }) =>
    privileged.length === 0 ? ok('none') : warn(`${privileged.join(', ')} switched on, and not needed`),
});
