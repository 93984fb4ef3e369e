import { SnowflakeUtil } from 'discord.js';
import type { Clock } from '../../ports/clock.ts';

const apart = 1_500;
/** Messages older than an hour take about 3 edits in 20 s, all of a channel together (30046). */
const oldApart = 7_000;
const oldAfter = 50 * 60_000;

/** Keeps edits of one message apart. What was drawn before the wait is stale: draw after it. */
export class Pace {
  readonly #last = new Map<string, number>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Waits until this message may be edited again; at once for one that was not touched lately. */
  async turn(messageId: string, signal: AbortSignal): Promise<void> {
    const last = this.#last.get(messageId);
    if (last === undefined) return;
    const age = this.#clock.now() - SnowflakeUtil.timestampFrom(messageId);
    const wait = last + (age > oldAfter ? oldApart : apart) - this.#clock.now();
    if (wait > 0) await this.#clock.wait(wait, signal);
  }

  touched(messageId: string): void {
    const now = this.#clock.now();
    for (const [id, at] of this.#last) if (now - at > oldApart) this.#last.delete(id);
    this.#last.set(messageId, now);
  }
}
