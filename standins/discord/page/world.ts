import type { Values } from './shape.ts';

/** An interaction that the bot has been told of. */
export interface Begun {
  /** `failed` is “The application did not respond”. */
  readonly status: string;
  /** Rejects where there is no answer yet, or none at all. */
  answer(): Promise<unknown>;
}

/**
 * What the page needs of the Discord stand-in; its world has all of it. Answers are read with the shapes of shape.ts,
 * so they may be anything here.
 */
export interface PageWorld {
  channels(): readonly unknown[];
  members(): readonly unknown[];
  roles(): readonly unknown[];
  /** Oldest first. With a viewer, what others alone may see is left out. */
  messages(channelId: string, viewer?: string): readonly unknown[];
  commandsFor(userId: string): readonly unknown[];
  readonly clock: { now(): number };
  /** Uploaded files by id. */
  readonly files: ReadonlyMap<string, { readonly content: Buffer }>;
  readonly requests: readonly unknown[];
  /** The stand-in's own answers that are not as Discord's specification says. */
  readonly faultsOfOwn: readonly string[];
  readonly violations: readonly unknown[];
  slash(userId: string, channelId: string, name: string, options: Values): Promise<Begun>;
  autocomplete(
    userId: string,
    channelId: string,
    name: string,
    option: string,
    value: string,
    others: Values,
  ): Promise<unknown>;
  /** With `values` it picks from a select. */
  click(userId: string, messageId: string, customId: string, values?: readonly string[]): Promise<Begun>;
  can(userId: string, channelId: string, permission: 'ManageMessages'): boolean;
  /** Throws where this person does not see it. */
  messageSeenBy(userId: string, messageId: string): { readonly channelId: string };
  deleteMessage(messageId: string): void;
  react(userId: string, messageId: string, emoji: string): unknown;
  unreact(userId: string, messageId: string, emoji: string): unknown;
  setRoles(userId: string, roleIds: readonly string[]): void;
  /** Returns what stops it. */
  onChange(listener: () => void): () => void;
}
