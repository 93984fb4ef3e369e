import { createHash } from 'node:crypto';
import type { REST } from 'discord.js';
import { Routes } from 'discord.js';
import { z } from 'zod';
import type { Pinged } from '../cards/alert.ts';
import type { Drawn } from '../cards/frame.ts';

const withId = z.object({ id: z.string().regex(/^\d+$/) });

export interface TextFile {
  readonly name: string;
  readonly text: string;
}

/** Messages by REST alone: they can be shown while the gateway is away. Errors are discord.js's own. */
export interface Messages {
  /** The same `nonce` within some minutes gives the message that was made first, instead of a second one. */
  send(channelId: string, drawn: Drawn, nonce: string, more?: { pinged?: Pinged; file?: TextFile }): Promise<string>;
  edit(channelId: string, messageId: string, drawn: Drawn): Promise<void>;
  /** Adds the bot's own reaction; a second time changes nothing. */
  react(channelId: string, messageId: string, emoji: string): Promise<void>;
  /** Begins a thread at a message; a message has at most one. */
  openThread(channelId: string, messageId: string, name: string): Promise<string>;
  /** Edits the answer to an interaction; works for 15 minutes. */
  editReply(applicationId: string, token: string, drawn: Drawn): Promise<void>;
}

const nobody = { parse: [] };

export function createMessages(rest: REST, signal: AbortSignal): Messages {
  return {
    send: async (channelId, drawn, nonce, more = {}) => {
      const { pinged, file } = more;
      const answer = await rest.post(Routes.channelMessages(channelId), {
        signal,
        body: {
          ...drawn,
          nonce,
          enforce_nonce: true,
          allowed_mentions: pinged === undefined ? nobody : { parse: [], users: pinged.users, roles: pinged.roles },
        },
        files:
          file === undefined
            ? []
            : [{ name: file.name, data: Buffer.from(file.text, 'utf8'), contentType: 'text/plain' }],
      });
      return withId.parse(answer).id;
    },
    edit: async (channelId, messageId, drawn) => {
      await rest.patch(Routes.channelMessage(channelId, messageId), {
        signal,
        body: { ...drawn, allowed_mentions: nobody },
      });
    },
    react: async (channelId, messageId, emoji) => {
      await rest.put(Routes.channelMessageOwnReaction(channelId, messageId, encodeURIComponent(emoji)), { signal });
    },
    openThread: async (channelId, messageId, name) => {
      const answer = await rest.post(Routes.threads(channelId, messageId), {
        signal,
        body: { name: name.slice(0, 100), auto_archive_duration: 1440 },
      });
      return withId.parse(answer).id;
    },
    editReply: async (applicationId, token, drawn) => {
      await rest.patch(Routes.webhookMessage(applicationId, token), {
        signal,
        auth: false,
        body: { ...drawn, allowed_mentions: nobody },
      });
    },
  };
}

/** 25 characters are the most that a nonce may have; a row's id has 26. */
export function nonceOf(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('base64url').slice(0, 25);
}

export function hashOf(drawn: Drawn): string {
  return createHash('sha256').update(JSON.stringify(drawn)).digest('hex');
}
