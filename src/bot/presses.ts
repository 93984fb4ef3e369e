import type { ButtonInteraction } from 'discord.js';
import type { Clock } from '../ports/clock.ts';

/** Long enough for a double press; nobody reads an answer and wants the same again within it. */
const atOnceMs = 2_000;

type Press = Pick<ButtonInteraction, 'customId'> & { readonly user: { readonly id: string } };

/**
 * Buttons that have just been pressed, and by whom. One press more by the same person is no second wish; asked for
 * again, it would be refused (“pressed already”, “has ended”) under a first press that goes well. One bot process
 * serves a server, so memory is enough: what it misses, the worker still refuses.
 */
export class Presses {
  readonly #clock: Clock;
  readonly #at = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether this person has pressed this button just now; where not, this press is remembered. */
  isAgain(press: Press): boolean {
    const now = this.#clock.now();
    for (const [key, at] of this.#at) if (now - at >= atOnceMs) this.#at.delete(key);
    const key = keyOf(press);
    if (this.#at.has(key)) return true;
    this.#at.set(key, now);
    return false;
  }

  /** It came to nothing, so that whoever presses again means it. */
  forget(press: Press): void {
    this.#at.delete(keyOf(press));
  }
}

function keyOf({ user, customId }: Press): string {
  return `${user.id} ${customId}`;
}
