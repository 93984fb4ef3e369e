import { REST } from 'discord.js';
import type { CredentialRefused } from '../core/credential-refused.ts';
import { createAcknowledge } from './acknowledge.ts';
import { Answering } from './answering.ts';
import { describe } from './describe.ts';
import type { Gateway } from './gateway.ts';
import { createGateway, refusedToken } from './gateway.ts';
import { createInteractions } from './interactions.ts';
import type { BotParts } from './parts.ts';
import { createMessages } from './projector/messages.ts';
import { Pace } from './projector/pace.ts';
import { createProjector } from './projector/projector.ts';
import { projectNames } from './places.ts';
import { askAgain } from './reactions/ask-again.ts';
import { reactionOnCard } from './reactions/reaction-on-card.ts';
import { registerCommands } from './register.ts';
import { forgetMessage } from './forget-message.ts';

export interface BotOptions extends BotParts {
  readonly token: string;
  /** Discord's API without the version, e.g. `https://discord.com/api`. */
  readonly apiUrl: string;
  /** The token was refused after start had resolved: end the process with 78. Called once. */
  readonly onRefused?: (error: CredentialRefused) => void;
}

export interface Bot {
  /**
   * Connects, registers the commands and begins to show the ledger's state. Rejects with CredentialRefused where
   * Discord refuses the token (one request, no retry). Where Discord is away it resolves after 10 s and goes on trying.
   */
  start(): Promise<void>;
  /** Ends the connection and what is being shown. What was not shown is shown by the next start. */
  close(): Promise<void>;
  /** Whether the gateway is connected just now. */
  ready(): boolean;
}

export function createBot(options: BotOptions): Bot {
  const { token, apiUrl, config, log, clock } = options;
  const stop = new AbortController();
  const answering = new Answering();
  // Its own REST, so that it serves while the gateway is away. A long wait for a rate limit is given back to the row,
  // which then shows what is newest at that time; discord.js would send every stale state in order.
  const rest = new REST({
    api: apiUrl,
    timeout: 5_000,
    retries: 1,
    rejectOnRateLimit: ({ timeToReset }) => timeToReset > 5_000,
  }).setToken(token);
  const messages = createMessages(rest, stop.signal);
  const acknowledge = createAcknowledge(apiUrl);
  const showing = { ...options, messages, answering, pace: new Pace(clock), signal: stop.signal };
  let told = false;
  const refused = (error: CredentialRefused): void => {
    if (told) return;
    told = true;
    stop.abort();
    log.error({ error: error.message }, 'the bot stops');
    options.onRefused?.(error);
  };
  const projector = createProjector(showing, () => refused(refusedToken()));
  let registering = false;

  /** Until it is done: who invites the bot as the log says, after it has been started, has no reason to start it anew. */
  async function register(application: string): Promise<void> {
    if (registering) return;
    registering = true;
    while (!stop.signal.aborted) {
      try {
        const what = await registerCommands(rest, application, config);
        log.info({ what }, 'slash commands are registered');
        return;
      } catch (error) {
        log.error(
          { error: describe(error), remedy: 'Invite the bot with the scopes bot and applications.commands.' },
          'slash commands could not be registered; tried again in a minute',
        );
      }
      await clock.wait(60_000, stop.signal);
    }
  }

  const gateway: Gateway = createGateway(options, {
    connected: (client) => {
      void register(client.application.id);
      void askAgain(options, projectNames(options.config), 'reconnect');
    },
    interaction: createInteractions({ ...options, messages, acknowledge }, answering),
    reaction: (messageId, emoji, user) => void reactionOnCard(options, messageId, emoji, user?.bot === true),
    deleted: (messageId) => void forgetMessage(options, messageId, () => projector.wake()),
    refused,
  });

  return {
    start: async () => {
      await gateway.start();
      if (!stop.signal.aborted) projector.start();
    },
    close: async () => {
      stop.abort();
      await Promise.allSettled([gateway.close(), projector.close()]);
      rest.clearHashSweeper();
      rest.clearHandlerSweeper();
    },
    ready: () => gateway.ready(),
  };
}
