import { Client, GatewayIntentBits, Options, Partials } from 'discord.js';
import type { Clock } from '../ports/clock.ts';
import { EndingShards } from './ending-shards.ts';
import { identifyPace } from './identify-pace.ts';

/**
 * A client that is told as little as will do and keeps as little as will do.
 * Partials: reactions on messages from before a restart come without them not at all (discord.js #4921).
 * No members are kept: without the privileged members intent a kept one shows roles that were taken away.
 */
export function gatewayClient(apiUrl: string, clock: Clock): Client {
  return new Client({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.GuildMessageReactions],
    partials: [Partials.Message, Partials.Channel, Partials.Reaction, Partials.User],
    allowedMentions: { parse: [] },
    rest: { api: apiUrl, timeout: 5_000, retries: 1 },
    ws: {
      buildIdentifyThrottler: () => identifyPace(clock),
      buildStrategy: (manager) => new EndingShards(manager, clock),
    },
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      GuildMemberManager: { maxSize: 0, keepOverLimit: (member) => member.id === member.client.user.id },
      MessageManager: 20,
      ReactionManager: 0,
      ReactionUserManager: 0,
      PresenceManager: 0,
      UserManager: { maxSize: 0, keepOverLimit: (user) => user.id === user.client.user.id },
    }),
  });
}
