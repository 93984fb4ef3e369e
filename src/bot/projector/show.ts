import type { Projection } from '../../ports/projections.ts';
import type { Answering } from '../answering.ts';
import type { BotParts } from '../parts.ts';
import type { Messages } from './messages.ts';
import type { Pace } from './pace.ts';

/** What every kind of row is shown with. */
export interface Showing extends BotParts {
  readonly messages: Messages;
  readonly pace: Pace;
  readonly answering: Answering;
  /** Aborts when the bot closes. */
  readonly signal: AbortSignal;
}

/** What is now on display: hash of the drawing, and the version of the view that it was drawn from. */
export interface Shown {
  readonly hash: string;
  readonly version: number;
}

/** Makes Discord show what the ledger says about one row. Throws where it cannot; called again later. */
export type Show = (showing: Showing, row: Projection) => Promise<Shown>;

/** The address at which Discord opens a message. */
function messageUrl({ config }: BotParts, channelId: string, messageId: string): string {
  return `https://discord.com/channels/${config.discord.guild}/${channelId}/${messageId}`;
}

/** Where the card of a deployment is, if it has been posted. */
export async function cardUrl(parts: BotParts, deployment: string): Promise<string | undefined> {
  const row = await parts.projections.forSubject('discord', 'card', deployment);
  const { channelId, messageId } = row?.external ?? {};
  return channelId && messageId ? messageUrl(parts, channelId, messageId) : undefined;
}
