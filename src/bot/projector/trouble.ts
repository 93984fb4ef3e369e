import { DiscordAPIError, RateLimitError } from 'discord.js';
import { backOff } from '../back-off.ts';
import { discordCode } from '../describe.ts';

/** Discord's numbers (https://docs.discord.com/developers/topics/opcodes-and-status-codes). */
export const codes = {
  unknownChannel: 10003,
  unknownMessage: 10008,
  unknownWebhook: 10015,
  unknownInteraction: 10062,
  tooManyOldEdits: 30046,
  invalidWebhookToken: 50027,
  archivedThread: 50083,
  threadExists: 160004,
} as const;

/** Nobody sees it there any more: the message is gone, or its whole channel. */
export function isGone(error: unknown): boolean {
  const code = discordCode(error);
  return code === codes.unknownMessage || code === codes.unknownChannel;
}

/** Not an error: what this row needs is not there yet. */
export class NotYet extends Error {
  readonly after: number;

  constructor(what: string, after: number) {
    super(what);
    this.name = 'NotYet';
    this.after = after;
  }
}

export interface Trouble {
  /** `refused` is the token: everything stops, since 10,000 refused requests in 10 minutes ban the address. */
  readonly kind: 'refused' | 'closed' | 'away' | 'not-yet';
  /** Milliseconds until it is worth another try. */
  readonly after: number;
  /** What a person can do, where only a person can. */
  readonly remedy?: string;
}

/** What an error means for a row. `failures` counts from 1. */
export function trouble(error: unknown, failures: number, seed: number): Trouble {
  if (error instanceof NotYet) return { kind: 'not-yet', after: error.after };
  if (error instanceof RateLimitError)
    return { kind: 'away', after: Math.min(30_000, Math.max(1_000, error.timeToReset)) };
  const code = discordCode(error);
  if (code === codes.tooManyOldEdits) return { kind: 'away', after: 20_000 };
  if (error instanceof DiscordAPIError) {
    if (error.status === 401) return { kind: 'refused', after: 60_000 };
    if (error.status === 403 || error.status === 404) {
      return {
        kind: 'closed',
        after: Math.min(300_000, 30_000 * failures),
        remedy:
          'Give the bot View Channel, Send Messages, Embed Links, Attach Files, Add Reactions, Read Message History, Create Public Threads and Send Messages in Threads in that channel, and check the channel ids in the config.',
      };
    }
    if (error.status === 400) {
      return {
        kind: 'closed',
        after: 300_000,
        remedy: 'Discord refuses what is drawn; please report this with the log line.',
      };
    }
  }
  return { kind: 'away', after: backOff(failures, seed) };
}
