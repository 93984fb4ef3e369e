import { DiscordAPIError } from 'discord.js';

/**
 * An error as text for the log. Never the object: a DiscordAPIError carries the address of the request, and that of an
 * interaction's answer has its token in it.
 */
export function describe(error: unknown): string {
  if (error instanceof DiscordAPIError) {
    return `Discord answered ${String(error.status)}, code ${String(error.code)}: ${error.message}`;
  }
  if (!(error instanceof Error)) return 'something that is not an error was thrown';
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return `${error.name}: ${error.message}${cause}`;
}

/** Discord's own number for what went wrong, e.g. 10008 for a message that is gone. */
export function discordCode(error: unknown): number | undefined {
  return error instanceof DiscordAPIError && typeof error.code === 'number' ? error.code : undefined;
}
