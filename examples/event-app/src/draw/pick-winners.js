import { createHash } from 'node:crypto';
import { createRandom } from './random.js';

/**
 * @typedef {object} Offered
 * @property {number} prize
 * @property {string} title
 * @property {number} amount how many of it this draw gives away
 * @typedef {{ ticket: string, prize: number }} Winner
 */

/** @param {string} text */
export const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** The one order of tickets that a draw knows, whatever order they came in. @param {readonly string[]} tickets */
export const inOrder = (tickets) => [...tickets].sort();

/** What stands for the list of everybody who takes part. @param {readonly string[]} entrants in order */
export const entrantsHash = (entrants) => sha256(entrants.join('\n'));

/**
 * Who wins what: a shuffle (Fisher and Yates), of which only as much is done as there are prizes. Nobody wins twice,
 * since a ticket that was drawn has left the drum. The seed was fixed before the entrants were known, and the entrants'
 * hash goes into what is drawn with, so that neither alone decides.
 *
 * @param {{ seed: string, entrants: readonly string[], prizes: readonly Offered[] }} draw entrants in order, each once
 * @returns {Winner[]} as many as there are prizes, or entrants where those are fewer
 */
export function pickWinners({ seed, entrants, prizes }) {
  const random = createRandom(`${seed}:${entrantsHash(entrants)}`);
  // The drum without copying it: only places that were swapped differ from the list.
  const moved = new Map();
  const at = (place) => moved.get(place) ?? place;
  const winners = [];
  const slots = prizes.flatMap(({ prize, amount }) =>
    Array.from({ length: Math.min(amount, entrants.length) }, () => prize),
  );
  for (const [drawn, prize] of slots.slice(0, entrants.length).entries()) {
    const place = drawn + random.below(entrants.length - drawn);
    const won = at(place);
    moved.set(place, at(drawn));
    winners.push({ ticket: entrants[won], prize });
  }
  return winners;
}
