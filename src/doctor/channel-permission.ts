import type { ChannelSeen, Facts, RoleSeen, Seen } from '../ports/survey.ts';
import { type Check, both, defineCheck, fail, ok, seen } from './check.ts';
import { type NeededPermission, inChannel, needed } from './discord-permissions.ts';

interface Place {
  readonly guild: string;
  readonly roles: readonly RoleSeen[];
  readonly member: { readonly id: string; readonly roleIds: readonly string[] };
  /** Configured channels that are there. */
  readonly channels: readonly ChannelSeen[];
}

/** The bot and its channels, as far as they are there. */
export function placeOf({ config, discord }: Facts): Seen<Place> {
  const parts = both(both(discord.member, discord.roles), both(config, discord.channels));
  if (!parts.ok) return parts;
  const [[member, roles], [{ discord: configured }, channels]] = parts.value;
  if (member === undefined) return { ok: false, why: 'the bot is not in the server' };
  const ids = Object.values(configured.channels);
  const found = channels.filter(({ id }) => ids.includes(id));
  if (found.length === 0) return { ok: false, why: 'none of the configured channels is there' };
  return seen({ guild: configured.guild, roles, member, channels: found });
}

/** One permission, in each of the configured channels. */
export function channelPermission(id: string, permission: NeededPermission, why: string): Check {
  const { bit, called } = needed[permission];
  return defineCheck({
    id,
    title: `${called}, channel by channel`,
    wanted: `The bot has ${called} in each of its channels: ${why}.`,
    remedy: `In Discord: the channel’s settings, Permissions, add the bot, allow ${called}.`,
    of: placeOf,
    judge: ({ guild, roles, member, channels }) => {
      const without = channels.filter((channel) => (inChannel(roles, guild, member, channel) & bit) === 0n);
      if (without.length === 0) return ok(channels.map(({ name }) => `#${name}`).join(' and '));
      const names = without.map(({ name }) => `#${name}`);
      return fail(`not in ${names.join(' and ')}`, {
        remedy: `In Discord: settings of ${names.join(' and of ')}, Permissions, add the bot, allow ${called}.`,
      });
    },
  });
}
