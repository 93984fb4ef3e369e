import { createRandom } from './random.js';
import { inOrder, pickWinners, sha256 } from './pick-winners.js';

/** log of the gamma function, Lanczos' approximation; good to 15 digits for x > 0. @param {number} x */
function logGamma(x) {
  const g = [
    676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
    -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
  ];
  let sum = 0.9999999999998099;
  for (const [index, factor] of g.entries()) sum += factor / (x + index);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

/**
 * How likely chance alone makes a chi-square at least as large: the upper regularised incomplete gamma function, by its
 * series below a + 1 and its continued fraction above.
 *
 * @param {number} chiSquare
 * @param {number} degrees of freedom
 */
export function pValueOf(chiSquare, degrees) {
  const [a, x] = [degrees / 2, chiSquare / 2];
  if (x <= 0) return 1;
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < 1000 && term > sum * 1e-15; n += 1) {
      term *= x / (a + n);
      sum += term;
    }
    return 1 - sum * scale;
  }
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < 1000; n += 1) {
    const an = -n * (n - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return h * scale;
}

/**
 * @param {readonly number[]} counts how often each of equally likely cases came
 * @returns {{ expected: number, counts: readonly number[], chiSquare: number, pValue: number }}
 */
export function chiSquareOf(counts) {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const chiSquare = expected === 0 ? 0 : counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  return { expected, counts, chiSquare, pValue: pValueOf(chiSquare, counts.length - 1) };
}

/**
 * Draws the same drum again and again, each time with another seed, and counts which part of it the winners come from.
 * A fair draw takes from each part equally often.
 *
 * @param {string} seed
 * @param {number} entrants how many are in the drum
 * @param {{ draws?: number, parts?: number, pick?: typeof pickWinners }} [options]
 */
export function rehearseFairness(seed, entrants, { draws = 2000, parts = 20, pick = pickWinners } = {}) {
  const cells = Math.min(parts, entrants);
  if (cells < 2) return { expected: 0, counts: [], chiSquare: 0, pValue: 1 };
  // As many as divide evenly, so that each part is as large as the others; tickets are their own places.
  const drum = Math.min(entrants - (entrants % cells), cells * 50);
  const tickets = inOrder(Array.from({ length: drum }, (_, index) => String(index).padStart(6, '0')));
  const counts = Array.from({ length: cells }, () => 0);
  const seeds = createRandom(`fairness:${seed}`);
  for (let n = 0; n < draws; n += 1) {
    const [winner] = pick({
      seed: sha256(seeds.uuid()),
      entrants: tickets,
      prizes: [{ prize: 1, title: '', amount: 1 }],
    });
    counts[Math.floor((Number(winner.ticket) * cells) / drum)] += 1;
  }
  return chiSquareOf(counts);
}
