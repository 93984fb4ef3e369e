import type { StandinClock } from './clock.ts';

/** 1 January 2015, from which Discord counts. https://docs.discord.com/developers/reference#snowflakes */
const epoch = 1_420_070_400_000n;

/** Ids as Discord makes them: the time in the upper 42 bits, then worker, process and a counter. Never one twice. */
export class Snowflakes {
  readonly #clock: StandinClock;
  #last = 0n;

  constructor(clock: StandinClock) {
    this.#clock = clock;
  }

  next(): string {
    const now = (BigInt(Math.trunc(this.#clock.now())) - epoch) << 22n;
    // A held clock, or more than 4096 ids in a millisecond: count on from the last, so that order stays right.
    this.#last = now > this.#last ? now : this.#last + 1n;
    return String(this.#last);
  }
}

/** Order of ids as numbers: comparing them as text is wrong where their lengths differ. */
export function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  const difference = BigInt(a.id) - BigInt(b.id);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
