/** The one file that may narrow without proof. Keep it short; each function says why it is safe. */
import type { Order, Told } from './platform/programs/wire.ts';

/** JSON text as unknown: JSON.parse gives `any`, which would silence the compiler wherever it flows. */
export function parseJson(text: string): unknown {
  const parsed: unknown = JSON.parse(text);
  return parsed;
}

/**
 * What a forker is told. Safe because its channel is a socket pair that only our own Forker holds: programs are started
 * without it (tests/platform/exec.test.ts lists what they inherit).
 */
export function orderOfForker(message: unknown): Order {
  return message as Order;
}

/** What a forker tells; safe for the same reason. */
export function forkerTold(message: unknown): Told {
  return message as Told;
}
