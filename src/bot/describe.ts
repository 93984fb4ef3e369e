/**
 * An answer that discord.js made an error of. Told by its shape: the class would bring all of discord.js into
 * workers, whose doctor compares commands and needs nothing else of it.
 */
function isAnswer(error: unknown): error is Error & { readonly status: number; readonly code: unknown } {
  return (
    error instanceof Error &&
    'rawError' in error &&
    'code' in error &&
    'status' in error &&
    typeof error.status === 'number'
  );
}

/**
 * An error as text for the log. Never the object: a DiscordAPIError carries the address of the request, and that of an
 * interaction's answer has its token in it.
 */
export function describe(error: unknown): string {
  if (isAnswer(error)) {
    return `Discord answered ${String(error.status)}, code ${String(error.code)}: ${error.message}`;
  }
  if (!(error instanceof Error)) return 'something that is not an error was thrown';
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return `${error.name}: ${error.message}${cause}`;
}

/** Discord's own number for what went wrong, e.g. 10008 for a message that is gone. */
export function discordCode(error: unknown): number | undefined {
  return isAnswer(error) && typeof error.code === 'number' ? error.code : undefined;
}
