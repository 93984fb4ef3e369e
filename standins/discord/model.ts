import type { Json } from './json.ts';

/** What the stand-in remembers. Times are milliseconds since 1970, ids are snowflakes. */
export interface StoredUser {
  readonly id: string;
  readonly name: string;
  readonly bot: boolean;
}

export interface StoredMember {
  readonly user: StoredUser;
  roles: string[];
  readonly joinedAt: number;
}

export interface StoredRole {
  readonly id: string;
  readonly name: string;
  readonly color: number;
  readonly position: number;
  readonly permissions: bigint;
  /** Given out by Discord itself, to the bot whose role it is. */
  readonly managed: boolean;
  /** Everybody may ping it. */
  readonly mentionable: boolean;
  /** Whose role it is, where it is a bot's own. */
  readonly botId?: string;
}

/** For a role (0) or a member (1), as Discord numbers them. */
export interface Overwrite {
  readonly id: string;
  readonly type: 0 | 1;
  allow: bigint;
  deny: bigint;
}

export interface StoredChannel {
  readonly id: string;
  /** 0 a text channel, 11 a public thread, 12 a private thread. */
  readonly type: 0 | 11 | 12;
  name: string;
  readonly position: number;
  readonly overwrites: Overwrite[];
  readonly createdAt: number;
  /** Set where it is on another server than the one that everything happens on. */
  readonly guildId?: string;
  lastMessageId?: string;
  thread?: {
    readonly parentId: string;
    readonly ownerId: string;
    /** Minutes. */
    archiveAfter: number;
    archived: boolean;
    locked: boolean;
    archivedAt: number;
  };
}

export interface StoredAttachment {
  readonly id: string;
  readonly filename: string;
  readonly contentType: string;
  readonly content: Buffer;
  readonly description?: string;
}

export interface StoredReaction {
  readonly emoji: { readonly id: string | null; readonly name: string };
  /** Who, in the order of reacting; a burst is the animated kind. */
  readonly by: { readonly userId: string; readonly burst: boolean }[];
}

export interface StoredMessage {
  readonly id: string;
  readonly channelId: string;
  readonly authorId: string;
  readonly type: 0 | 18 | 20 | 21;
  content: string;
  embeds: Json[];
  components: Json[];
  attachments: StoredAttachment[];
  readonly reactions: StoredReaction[];
  flags: number;
  mentions: string[];
  mentionRoles: string[];
  mentionsEveryone: boolean;
  readonly createdAt: number;
  editedAt?: number;
  /** Only this person sees it. */
  readonly ephemeralFor?: string;
  readonly nonce?: string | number;
  /** Sent with an interaction's token. */
  readonly webhookId?: string;
  readonly interaction?: MessageOrigin;
  readonly repliesTo?: string;
}

/** What made the bot write a message: a command, or a component of another message. */
export interface MessageOrigin {
  readonly id: string;
  readonly kind: 'command' | 'component';
  /** The command's name; empty for a component. */
  readonly name: string;
  readonly userId: string;
  readonly guildId: string;
  readonly messageId?: string;
  readonly originalId?: string;
}

export interface StoredApplication {
  readonly id: string;
  readonly name: string;
  readonly token: string;
  readonly secret: string;
  readonly redirectUris: string[];
  /** Bits of the portal's switches, e.g. of privileged intents. */
  flags: number;
}

/** A server beside the one that everything happens on. Nobody is seen there but applications. */
export interface OtherServer {
  readonly id: string;
  readonly name: string;
  /** Ids of those that are there. */
  readonly applications: readonly string[];
}

/** Bits of a message's `flags`. */
export const messageFlags = {
  suppressEmbeds: 1 << 2,
  hasThread: 1 << 5,
  ephemeral: 1 << 6,
  loading: 1 << 7,
  suppressNotifications: 1 << 12,
  componentsV2: 1 << 15,
} as const;
