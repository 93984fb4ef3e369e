import { DiscordAPIError, REST } from 'discord.js';
import { InteractionResponseType, MessageFlags, Routes } from 'discord-api-types/v10';

/** Discord gives an interaction 3 s. The last try may take longer: what it hears is worth knowing also then. */
const patienceMs = [1_000, 1_000, 5_000] as const;

const acknowledged = 40060;

/** What is acknowledged: a new answer that its asker alone sees, or a change of the message that the button is under. */
export type Acknowledges = 'answer' | 'update';

/** Rejects with discord.js's own error where the interaction is not ours to answer, or too old. */
export type Acknowledge = (
  interaction: { readonly id: string; readonly token: string },
  what: Acknowledges,
) => Promise<void>;

const bodies = {
  answer: { type: InteractionResponseType.DeferredChannelMessageWithSource, data: { flags: MessageFlags.Ephemeral } },
  update: { type: InteractionResponseType.DeferredMessageUpdate },
} as const;

/**
 * Sends it again where nobody says how it went, and therefore knows what discord.js's own retries hide: that “already
 * acknowledged” (40060), said to a second try, speaks of the first one, whose answer was lost. Said to a first try it
 * is another process's.
 */
export function createAcknowledge(apiUrl: string): Acknowledge {
  // It keeps nothing by interaction, so there is nothing to sweep, and no timer to end.
  const rest = new REST({ api: apiUrl, retries: 0, hashSweepInterval: 0, handlerSweepInterval: 0 });
  return async ({ id, token }, what) => {
    let lost: unknown;
    for (const [tries, ms] of patienceMs.entries()) {
      try {
        await rest.post(Routes.interactionCallback(id, token), {
          auth: false,
          body: bodies[what],
          signal: AbortSignal.timeout(ms),
        });
        return;
      } catch (error) {
        if (error instanceof DiscordAPIError && error.code === acknowledged && tries > 0) return;
        if (error instanceof DiscordAPIError) throw error;
        lost = error;
      }
    }
    throw lost;
  };
}
