import { createHash } from 'node:crypto';

/**
 * Numbers that follow from a seed alone, the same on every machine: SHA-256 of `<seed>:<n>` for n = 0, 1, 2 …, each
 * digest read as eight unsigned numbers of 32 bits, big-endian, from left to right.
 *
 * @param {string} seed
 */
export function createRandom(seed) {
  let block = Buffer.alloc(0);
  let at = 0;
  let n = 0;

  function next() {
    if (at >= block.length) {
      block = createHash('sha256').update(`${seed}:${n}`).digest();
      n += 1;
      at = 0;
    }
    const value = block.readUInt32BE(at);
    at += 4;
    return value;
  }

  /**
   * A whole number from 0 to below `limit`, each as likely as the others: numbers beyond the last whole multiple are
   * thrown away.
   *
   * @param {number} limit 1 to 2^32
   */
  function below(limit) {
    const usable = 2 ** 32 - (2 ** 32 % limit);
    for (;;) {
      const value = next();
      if (value < usable) return value % limit;
    }
  }

  return {
    below,
    /** @template T @param {readonly T[]} list @returns {T} */
    pick: (list) => list[below(list.length)],
    /** True in about `share` of the cases. @param {number} share 0 to 1 */
    chance: (share) => next() < share * 2 ** 32,
    /** 128 bits as a version 4 uuid. */
    uuid: () => {
      const hex = Array.from({ length: 4 }, () => next().toString(16).padStart(8, '0')).join('');
      const variant = '89ab'[Number.parseInt(hex[16], 16) % 4];
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
    },
  };
}

/** @typedef {ReturnType<typeof createRandom>} Random */
