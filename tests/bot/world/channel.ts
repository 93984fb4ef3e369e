import { DiscordAPIError } from 'discord.js';
import type { Drawn } from '../../../src/bot/cards/frame.ts';
import type { Pinged } from '../../../src/bot/cards/alert.ts';
import type { Messages, SentFile } from '../../../src/bot/projector/messages.ts';

export interface Posted {
  readonly id: string;
  readonly channelId: string;
  drawn: Drawn;
  readonly pinged?: Pinged;
  readonly file?: SentFile;
  readonly reactions: string[];
  deleted: boolean;
}

export function refusal(status: number, code: number, says = 'no'): DiscordAPIError {
  return new DiscordAPIError({ code, message: says }, code, status, 'POST', 'https://discord.test/secret-token', {});
}

/** Discord's side of `Messages` in memory: nonces, deletions, threads, and faults in the order in which they are asked. */
export class Channel implements Messages {
  readonly posted: Posted[] = [];
  readonly threads: string[] = [];
  readonly replies: { token: string; drawn: Drawn; file?: SentFile }[] = [];
  readonly calls: string[] = [];
  /** Thrown by the next calls whose name begins so; `after` lets the effect happen first. */
  readonly faults: { call: string; error: Error; after?: boolean }[] = [];
  editsInFlight = 0;
  mostEditsInFlight = 0;
  /** Held open until a test lets it go. */
  hold: Promise<void> | undefined;
  readonly #nonces = new Map<string, string>();
  #next: bigint;

  constructor(now: number) {
    this.#next = BigInt(now - 1_420_070_400_000) << 22n;
  }

  live(channelId?: string): Posted[] {
    return this.posted.filter(
      (message) => !message.deleted && (channelId === undefined || message.channelId === channelId),
    );
  }

  #fault(call: string, after: boolean): void {
    const index = this.faults.findIndex((fault) => call.startsWith(fault.call) && (fault.after === true) === after);
    const [fault] = index < 0 ? [] : this.faults.splice(index, 1);
    if (fault) throw fault.error;
  }

  #begin(call: string): void {
    this.calls.push(call);
    this.#fault(call, false);
  }

  async send(
    channelId: string,
    drawn: Drawn,
    nonce: string,
    more: { pinged?: Pinged; file?: SentFile } = {},
  ): Promise<string> {
    const call = `send ${channelId}`;
    this.#begin(call);
    await Promise.resolve();
    const known = this.#nonces.get(nonce);
    const id = known ?? String((this.#next += 1n));
    if (known === undefined) {
      this.#nonces.set(nonce, id);
      this.posted.push({ id, channelId, drawn, ...more, reactions: [], deleted: false });
    }
    this.#fault(call, true);
    return id;
  }

  async edit(channelId: string, messageId: string, drawn: Drawn): Promise<void> {
    const call = `edit ${channelId}`;
    this.#begin(call);
    this.editsInFlight += 1;
    this.mostEditsInFlight = Math.max(this.mostEditsInFlight, this.editsInFlight);
    await this.hold;
    this.editsInFlight -= 1;
    const message = this.posted.find(({ id, deleted }) => id === messageId && !deleted);
    if (!message) throw refusal(404, 10008, 'Unknown Message');
    message.drawn = drawn;
  }

  async react(_channelId: string, messageId: string, emoji: string): Promise<void> {
    this.#begin('react');
    await Promise.resolve();
    this.posted.find(({ id }) => id === messageId)?.reactions.push(emoji);
  }

  async openThread(_channelId: string, messageId: string): Promise<string> {
    this.#begin('openThread');
    await Promise.resolve();
    if (this.threads.includes(messageId)) throw refusal(400, 160004, 'A thread has already been created');
    this.threads.push(messageId);
    this.#fault('openThread', true);
    return messageId;
  }

  async editReply(_applicationId: string, token: string, drawn: Drawn, file?: SentFile): Promise<void> {
    this.#begin('editReply');
    await Promise.resolve();
    this.replies.push({ token, drawn, ...(file === undefined ? {} : { file }) });
  }
}
