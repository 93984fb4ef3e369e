import { both, defineCheck, fail, ok } from '../check.ts';
import { placeOf } from '../channel-permission.ts';
import { inChannel, needed } from '../discord-permissions.ts';

const { bit, called } = needed.MentionEveryone;

/** Discord shows a role that may not be mentioned, and notifies nobody (docs.discord.com, “Allowed Mentions Object”). */
export const discordMention = defineCheck({
  id: 'discord-mention',
  title: 'Whether an alert calls the release managers',
  wanted: `The bot has ${called} in the alerts channel, or anybody can mention that role: else it is named and nobody is notified.`,
  remedy: `In Discord: settings of the alerts channel, Permissions, add the bot, allow ${called}. Greenroom never mentions everyone.`,
  of: (facts) => both(placeOf(facts), facts.config),
  judge: ([{ guild, roles, member, channels }, { discord }]) => {
    const alerts = channels.find(({ id }) => id === discord.channels.alerts);
    if (alerts === undefined) return { state: 'unknown', found: 'the alerts channel is not there' };
    if (roles.some(({ id, mentionable }) => id === discord.roles.releaseManager && mentionable))
      return ok('anybody can mention that role');
    return (inChannel(roles, guild, member, alerts) & bit) === 0n
      ? fail(`not in #${alerts.name}`)
      : ok(`#${alerts.name}`);
  },
});
