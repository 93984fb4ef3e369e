/**
 * What a seed needs of chance, from one source alone: the same source gives the same data.
 *
 * @param {() => number} random from 0 to below 1
 */
export function createChance(random) {
  const below = (limit) => Math.floor(random() * limit);
  const hex = (digits) => Array.from({ length: digits }, () => below(16).toString(16)).join('');
  return {
    below,
    /** @template T @param {readonly T[]} list @returns {T} */
    pick: (list) => list[below(list.length)],
    /** @param {number} share of the cases, 0 to 1 */
    happens: (share) => random() < share,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'[below(4)]}${hex(3)}-${hex(12)}`,
  };
}

/** @typedef {ReturnType<typeof createChance>} Chance */
