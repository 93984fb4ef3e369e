import { type DiscordOptions, type DiscordStandin, startDiscord } from '../../standins/discord/start.ts';
import { strayCalls } from '../../standins/discord/stray-calls.ts';
import { runsTally } from './tally.ts';

/**
 * A stand-in for Discord that belongs to the run's count. A story in which somebody called about what is not theirs
 * fails when this closes, and names the calls.
 */
export async function countedDiscord(options: DiscordOptions = {}, tally = runsTally()): Promise<DiscordStandin> {
  const discord = await startDiscord(options);
  tally.opened('discord');
  return {
    ...discord,
    close: async () => {
      await discord.close();
      const astray = strayCalls(discord.world).map(({ method, path }) => `${method} ${path}`);
      tally.closed({ of: 'discord', calls: discord.world.requests.length, astray });
      if (astray.length > 0) throw new Error(`Discord was called outside the test server:\n${astray.join('\n')}`);
    },
  };
}
