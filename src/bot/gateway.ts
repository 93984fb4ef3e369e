import type { Client, Interaction } from 'discord.js';
import { Events, GatewayCloseCodes } from 'discord.js';
import { CredentialRefused } from '../core/credential-refused.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import { backOff } from './back-off.ts';
import { describe } from './describe.ts';
import { gatewayClient } from './gateway-client.ts';

/** What the gateway tells the rest of the bot. Handlers deal with their own errors. */
export interface Heard {
  /** Connected anew or resumed: whatever was missed must be looked at again. */
  readonly connected: (client: Client<true>) => void;
  readonly interaction: (interaction: Interaction) => void;
  /** A reaction was put or taken away; `bot` is false where Discord does not say. */
  readonly reaction: (
    messageId: string,
    emoji: string | undefined,
    user: { id: string; bot: boolean } | undefined,
  ) => void;
  readonly deleted: (messageId: string) => void;
  /** The token was refused after start: the process should end with 78. */
  readonly refused: (error: CredentialRefused) => void;
}

export interface Gateway {
  /** Resolves when connected, or after 10 s while it goes on trying; rejects with CredentialRefused. */
  start(): Promise<void>;
  close(): Promise<void>;
  ready(): boolean;
}

export function refusedToken(): CredentialRefused {
  return new CredentialRefused(
    'DISCORD_TOKEN',
    'Discord refused this bot token',
    'Copy the token anew from the Bot page of the Discord developer portal.',
  );
}

/** TokenInvalid is for a 401 of gateway/bot; the sentence is @discordjs/ws's for close code 4004. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && error.code === 'TokenInvalid') || error.message === 'Authentication failed';
}

interface Wants {
  readonly token: string;
  readonly apiUrl: string;
  readonly clock: Clock;
  readonly log: Log;
}

export function createGateway({ token, apiUrl, clock, log }: Wants, heard: Heard): Gateway {
  const stop = new AbortController();
  let client: Client | undefined;
  let connected = false;
  let starting = true;

  /** A client that failed to log in has destroyed itself and cannot be used again. */
  function newClient(): Client {
    const made = gatewayClient(apiUrl, clock);
    const up = (): void => {
      connected = true;
      if (made.isReady()) heard.connected(made);
    };
    const down = (): void => {
      connected = false;
    };
    made.on(Events.Error, (error) => log.error({ error: describe(error) }, 'the Discord client reports an error'));
    made.on(Events.ShardError, (error) => log.warn({ error: describe(error) }, 'the gateway connection failed'));
    made.on(Events.Warn, (message) => log.warn({ message }, 'the Discord client warns'));
    made.once(Events.ClientReady, up);
    made.on(Events.ShardReady, up);
    made.on(Events.ShardResume, up);
    made.on(Events.ShardReconnecting, down);
    made.on(Events.ShardDisconnect, ({ code }) => {
      down();
      if (code === Number(GatewayCloseCodes.AuthenticationFailed) && !starting) heard.refused(refusedToken());
    });
    made.on(Events.InteractionCreate, heard.interaction);
    made.on(Events.MessageReactionAdd, (reaction, user) =>
      heard.reaction(reaction.message.id, reaction.emoji.name ?? undefined, { id: user.id, bot: user.bot === true }),
    );
    made.on(Events.MessageReactionRemove, (reaction, user) =>
      heard.reaction(reaction.message.id, reaction.emoji.name ?? undefined, { id: user.id, bot: user.bot === true }),
    );
    made.on(Events.MessageReactionRemoveAll, (message) => heard.reaction(message.id, undefined, undefined));
    made.on(Events.MessageReactionRemoveEmoji, (reaction) =>
      heard.reaction(reaction.message.id, reaction.emoji.name ?? undefined, undefined),
    );
    made.on(Events.MessageDelete, (message) => heard.deleted(message.id));
    return made;
  }

  async function connect(): Promise<void> {
    for (let attempt = 1; !stop.signal.aborted; attempt += 1) {
      client = newClient();
      try {
        await client.login(token);
        return;
      } catch (error) {
        if (isRefusal(error)) throw refusedToken();
        const after = backOff(attempt, token.length);
        log.warn({ error: describe(error), after }, 'Discord does not answer; trying again');
        await client.destroy();
        await clock.wait(after, stop.signal);
      }
    }
  }

  return {
    start: async () => {
      const connecting = connect();
      const enough = new AbortController();
      const patience = clock.wait(10_000, AbortSignal.any([enough.signal, stop.signal])).then(() => 'slow' as const);
      try {
        if ((await Promise.race([connecting, patience])) !== 'slow') return;
        connecting.catch((error: unknown) => {
          if (error instanceof CredentialRefused) heard.refused(error);
          else log.error({ error: describe(error) }, 'the bot has stopped connecting');
        });
      } finally {
        enough.abort();
        starting = false;
      }
    },
    close: async () => {
      stop.abort();
      connected = false;
      await client?.destroy();
    },
    ready: () => connected,
  };
}
