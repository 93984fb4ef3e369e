import { createHash } from 'node:crypto';
import type { REST, RawFile } from 'discord.js';
import { Routes } from 'discord-api-types/v10';
import * as z from 'zod';
import type { Pinged } from '../cards/alert.ts';
import type { Drawn } from '../cards/frame.ts';

const withId = z.object({ id: z.string().regex(/^\d+$/) });

/** A file that goes along: text, or an image with words for those who do not see it. */
export type SentFile =
  | { readonly name: string; readonly text: string }
  | { readonly name: string; readonly png: Buffer; readonly says: string };

/** Messages by REST alone: they can be shown while the gateway is away. Errors are discord.js's own. */
export interface Messages {
  /** The same `nonce` within some minutes gives the message that was made first, instead of a second one. */
  send(channelId: string, drawn: Drawn, nonce: string, more?: { pinged?: Pinged; file?: SentFile }): Promise<string>;
  edit(channelId: string, messageId: string, drawn: Drawn): Promise<void>;
  /** Adds the bot's own reaction; a second time changes nothing. */
  react(channelId: string, messageId: string, emoji: string): Promise<void>;
  /** Begins a thread at a message; a message has at most one. */
  openThread(channelId: string, messageId: string, name: string): Promise<string>;
  /** Edits the answer to an interaction; works for 15 minutes. */
  editReply(applicationId: string, token: string, drawn: Drawn, file?: SentFile): Promise<void>;
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
          ...described(file),
          nonce,
          enforce_nonce: true,
          allowed_mentions: pinged === undefined ? nobody : { parse: [], users: pinged.users, roles: pinged.roles },
        },
        files: raw(file),
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
    editReply: async (applicationId, token, drawn, file) => {
      await rest.patch(Routes.webhookMessage(applicationId, token), {
        signal,
        auth: false,
        body: { ...drawn, ...described(file), allowed_mentions: nobody },
        files: raw(file),
      });
    },
  };
}

function raw(file: SentFile | undefined): RawFile[] {
  if (file === undefined) return [];
  return 'png' in file
    ? [{ name: file.name, data: file.png, contentType: 'image/png' }]
    : [{ name: file.name, data: Buffer.from(file.text, 'utf8'), contentType: 'text/plain' }];
}

/** Alt text. Files that a message has and that are not named here would go: it has none but this. */
function described(file: SentFile | undefined): { attachments?: readonly object[] } {
  if (file === undefined || !('png' in file)) return {};
  return { attachments: [{ id: 0, filename: file.name, description: file.says }] };
}

/** 25 characters are the most that a nonce may have; a row's id has 26. */
export function nonceOf(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('base64url').slice(0, 25);
}

export function hashOf(drawn: Drawn): string {
  return createHash('sha256').update(JSON.stringify(drawn)).digest('hex');
}
