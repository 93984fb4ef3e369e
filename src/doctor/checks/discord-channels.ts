import { both, defineCheck, fail, listed, ok } from '../check.ts';

export const discordChannels = defineCheck({
  id: 'discord-channels',
  title: 'The configured channels',
  wanted: 'Each is a text channel of the server.',
  remedy: 'Correct discord.channels in the config: right-click the channel, Copy Channel ID.',
  of: ({ discord, config }) => both(discord.channels, config),
  judge: ([channels, { discord }]) => {
    const wrong = Object.entries(discord.channels).flatMap(([key, id]) => {
      const found = channels.find((channel) => channel.id === id);
      if (found === undefined) return [`${key}: there is no channel ${id}`];
      return found.type === 0 ? [] : [`${key}: #${found.name} is no text channel`];
    });
    if (wrong.length > 0) return fail(listed(wrong));
    const names = Object.values(discord.channels).map((id) => channels.find((channel) => channel.id === id)?.name);
    return ok(names.map((name) => `#${name ?? ''}`).join(' and '));
  },
});
