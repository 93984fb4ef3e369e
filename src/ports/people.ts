/** A message in Discord, by ids. */
export interface MessageRef {
  readonly channelId: string;
  readonly messageId: string;
}

export interface Member {
  readonly id: string;
  readonly name: string;
  readonly bot: boolean;
  readonly roleIds: readonly string[];
}

/** Facts about people, read back from Discord at the moment of the question; never from a cache. */
export interface People {
  /** Undefined where the person is not in the server (any more). Throws where Discord does not answer. */
  member(userId: string): Promise<Member | undefined>;
  /** Everybody who has this reaction on this message, all pages. Throws where the message cannot be read. */
  reactors(message: MessageRef, emoji: string): Promise<readonly { readonly id: string; readonly bot: boolean }[]>;
}
