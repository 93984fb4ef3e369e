import { both, defineCheck, fail, ok } from '../check.ts';

export const discordServer = defineCheck({
  id: 'discord-server',
  title: 'The bot in your server',
  wanted: 'The bot is a member of the server that the config names.',
  remedy: 'Open the invite link that greenroom init prints, and choose the server.',
  of: ({ discord, config }) => both(discord.member, config),
  judge: ([member, { discord }]) =>
    member === undefined ? fail(`it is not in server ${discord.guild}`) : ok('it is there'),
});
