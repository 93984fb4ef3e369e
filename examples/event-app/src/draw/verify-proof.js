import { entrantsHash, inOrder, pickWinners, sha256 } from './pick-winners.js';

/**
 * Draws again and compares. Needs no package, and nothing but the proof and the hash that was published before the
 * draw: without that one it says only that the proof agrees with itself.
 *
 * @param {import('./proof.js').Proof} proof
 * @param {string} [publishedHash] the seed's hash as somebody noted it when the draw was announced
 * @returns {string[]} what is wrong; nothing where all is well
 */
export function verify(proof, publishedHash) {
  const problems = [];
  if (sha256(proof.seed) !== proof.seedHash) problems.push('The seed is not the one whose hash was published.');
  if (publishedHash !== undefined && publishedHash !== proof.seedHash) {
    problems.push('The published hash is another: the seed was changed after the draw was announced.');
  }
  if (Date.parse(proof.committedAt) > Date.parse(proof.drawnAt)) {
    problems.push('The seed was not committed before the draw.');
  }
  const ordered = inOrder(proof.entrants);
  if (ordered.some((ticket, index) => ticket !== proof.entrants[index]))
    problems.push('The entrants are not in order.');
  if (new Set(ordered).size !== ordered.length) problems.push('Somebody takes part twice.');
  if (entrantsHash(proof.entrants) !== proof.entrantsHash) problems.push('The entrants are not those of the hash.');
  if (problems.length > 0) return problems;
  const again = pickWinners({ seed: proof.seed, entrants: proof.entrants, prizes: proof.prizes });
  const same = (one, other) => one?.ticket === other?.ticket && one?.prize === other?.prize;
  if (again.length !== proof.winners.length)
    problems.push(`${again.length} win by the seed, ${proof.winners.length} are named.`);
  for (const [index, winner] of again.entries()) {
    if (!same(winner, proof.winners[index])) {
      problems.push(
        `Winner ${index + 1} is ${winner.ticket} by the seed; named is ${proof.winners[index]?.ticket ?? 'nobody'}.`,
      );
    }
  }
  return problems;
}
