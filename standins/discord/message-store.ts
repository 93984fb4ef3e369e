import type { StandinClock } from './clock.ts';
import type { StoredMessage } from './model.ts';
import { byId } from './snowflake.ts';

/** A repeated nonce within this time gives the message that was made first. Discord says “the past few minutes”. */
const nonceLives = 5 * 60_000;

export class MessageStore {
  readonly #messages = new Map<string, StoredMessage>();
  readonly #clock: StandinClock;

  constructor(clock: StandinClock) {
    this.#clock = clock;
  }

  add(message: StoredMessage): void {
    this.#messages.set(message.id, message);
  }

  find(id: string): StoredMessage | undefined {
    return this.#messages.get(id);
  }

  remove(id: string): boolean {
    return this.#messages.delete(id);
  }

  /** Oldest first, with the ephemeral ones. */
  in(channelId: string): StoredMessage[] {
    return [...this.#messages.values()].filter((message) => message.channelId === channelId).sort(byId);
  }

  byNonce(channelId: string, authorId: string, nonce: string | number): StoredMessage | undefined {
    const since = this.#clock.now() - nonceLives;
    return this.in(channelId).find(
      (message) =>
        message.authorId === authorId && String(message.nonce) === String(nonce) && message.createdAt >= since,
    );
  }
}
