import { DiscordAPIError, REST } from '@discordjs/rest';
import { RESTJSONErrorCodes, Routes } from 'discord-api-types/v10';
import { CredentialRefused } from '../../core/credential-refused.ts';
import type { Member, People } from '../../ports/people.ts';
import { memberFrom, reactorsFrom } from './answers.ts';

interface Wants {
  readonly token: string;
  /** Discord's API without the version, e.g. `https://discord.com/api`. */
  readonly apiUrl: string;
  /** Id of the server. */
  readonly guild: string;
}

const pageSize = 100;
/** 0 are plain reactions, 1 the animated ones: a veto counts whichever way it was tapped. */
const reactionTypes = ['0', '1'];
const snowflake = /^\d{1,21}$/;

/**
 * Who is who, and who reacted, by REST alone and fresh each time: roles in a client's cache go stale without the
 * privileged members intent. Errors are plain sentences; CredentialRefused where the token is no good.
 */
export function createPeople({ token, apiUrl, guild }: Wants): People {
  const rest = new REST({ api: apiUrl, timeout: 5_000, retries: 1 }).setToken(token);

  async function read(what: string, route: `/${string}`, query?: URLSearchParams): Promise<unknown> {
    try {
      return await rest.get(route, query === undefined ? {} : { query });
    } catch (error) {
      throw plainly(what, error);
    }
  }

  return {
    member: async (userId): Promise<Member | undefined> => {
      if (!snowflake.test(userId)) return undefined;
      const what = `member ${userId}`;
      try {
        return memberFrom(await rest.get(Routes.guildMember(guild, userId)));
      } catch (error) {
        if (isUnknownPerson(error)) return undefined;
        throw plainly(what, error);
      }
    },
    reactors: async ({ channelId, messageId }, emoji) => {
      const route = Routes.channelMessageReaction(channelId, messageId, encodeURIComponent(emoji));
      const found = new Map<string, { readonly id: string; readonly bot: boolean }>();
      for (const type of reactionTypes) {
        let after: string | undefined;
        for (;;) {
          const query = new URLSearchParams({
            type,
            limit: String(pageSize),
            ...(after === undefined ? {} : { after }),
          });
          const page = reactorsFrom(await read(`reactions on message ${messageId}`, route, query));
          for (const user of page) found.set(user.id, user);
          const last = page.at(-1)?.id;
          // A server that answers the same page again would keep us here for ever.
          if (page.length < pageSize || last === undefined || last === after) break;
          after = last;
        }
      }
      return [...found.values()];
    },
  };
}

function isUnknownPerson(error: unknown): boolean {
  return (
    error instanceof DiscordAPIError &&
    (error.code === RESTJSONErrorCodes.UnknownMember || error.code === RESTJSONErrorCodes.UnknownUser)
  );
}

/** The original error is not kept as cause: it carries the request, and so the route. */
function plainly(what: string, error: unknown): Error {
  if (error instanceof DiscordAPIError && error.status === 401) {
    return new CredentialRefused(
      'DISCORD_TOKEN',
      'Discord refused this bot token',
      'Copy the token anew from the Bot page of the Discord developer portal.',
    );
  }
  if (error instanceof DiscordAPIError) {
    return new Error(
      `Discord did not give ${what}: ${String(error.status)}, code ${String(error.code)}, ${error.message}`,
    );
  }
  const says = error instanceof Error ? error.message : 'no reason given';
  return new Error(`Discord did not answer when asked for ${what}: ${says}`);
}
