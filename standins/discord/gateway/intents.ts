/** Bits of IDENTIFY's `intents`. https://docs.discord.com/developers/events/gateway#gateway-intents */
export const intents = {
  Guilds: 1 << 0,
  GuildMembers: 1 << 1,
  GuildPresences: 1 << 8,
  GuildMessages: 1 << 9,
  GuildMessageReactions: 1 << 10,
  DirectMessages: 1 << 12,
  MessageContent: 1 << 15,
} as const;

export type Intent = keyof typeof intents;

/** These must be switched on in the developer portal, or IDENTIFY ends with 4014. */
export const privileged = intents.GuildMembers | intents.GuildPresences | intents.MessageContent;

/** 0 to 16, 20, 21, 24 and 25. Any other bit ends with 4013. */
export const knownIntents = 0b11_0011_0001_1111_1111_1111_1111;
