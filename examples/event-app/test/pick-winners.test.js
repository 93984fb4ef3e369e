/* oxlint-disable typescript/no-floating-promises -- node:test itself awaits what test() and describe() return */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chiSquareOf, pValueOf, rehearseFairness } from '../src/draw/fairness.js';
import { inOrder, pickWinners, sha256 } from '../src/draw/pick-winners.js';
import { verify } from '../src/draw/verify-proof.js';
import { createRandom } from '../src/draw/random.js';

const drum = (size) => inOrder(Array.from({ length: size }, (_, index) => `ticket-${String(index).padStart(6, '0')}`));
const offered = (amount) => [{ prize: 1, title: 'A sledge', amount }];

describe('numbers from a seed', () => {
  test('are the published ones: SHA-256 of seed and counter, read from the left', () => {
    const digest = Buffer.from(sha256('abc:0'), 'hex');
    const random = createRandom('abc');
    assert.equal(random.below(2 ** 32), digest.readUInt32BE(0));
    assert.equal(random.below(2 ** 32), digest.readUInt32BE(4));
  });

  test('stay below their limit and come to all of it', () => {
    const random = createRandom('limits');
    const seen = new Set(Array.from({ length: 2000 }, () => random.below(7)));
    assert.deepEqual(
      [...seen].toSorted((a, b) => a - b),
      [0, 1, 2, 3, 4, 5, 6],
    );
  });
});

describe('winners', () => {
  test('follow from seed and entrants alone, whatever order those came in', () => {
    const entrants = drum(500);
    const one = pickWinners({ seed: 's', entrants, prizes: offered(20) });
    const other = pickWinners({ seed: 's', entrants: inOrder(entrants.toReversed()), prizes: offered(20) });
    assert.deepEqual(one, other);
    assert.notDeepEqual(one, pickWinners({ seed: 't', entrants, prizes: offered(20) }));
    assert.notDeepEqual(one, pickWinners({ seed: 's', entrants: drum(501), prizes: offered(20) }));
  });

  test('are different people, even when there are prizes for all', () => {
    for (const size of [1, 2, 3, 10, 257]) {
      const winners = pickWinners({ seed: `all ${size}`, entrants: drum(size), prizes: offered(1000) });
      assert.equal(winners.length, size);
      assert.equal(new Set(winners.map((one) => one.ticket)).size, size);
    }
    assert.deepEqual(pickWinners({ seed: 's', entrants: [], prizes: offered(3) }), []);
    assert.deepEqual(pickWinners({ seed: 's', entrants: drum(3), prizes: offered(0) }), []);
  });

  test('get prizes in the order in which these were named', () => {
    const prizes = [
      { prize: 7, title: 'first', amount: 1 },
      { prize: 3, title: 'second', amount: 2 },
    ];
    const winners = pickWinners({ seed: 's', entrants: drum(10), prizes });
    assert.deepEqual(
      winners.map((one) => one.prize),
      [7, 3, 3],
    );
  });

  test('are found among 100,000 in well under a second', () => {
    const entrants = drum(100_000);
    const began = performance.now();
    assert.equal(pickWinners({ seed: 's', entrants, prizes: offered(100) }).length, 100);
    assert.ok(performance.now() - began < 1000);
  });
});

describe('fairness', () => {
  test('is what tables of chi-square say', () => {
    // 5 % points of 1, 10 and 19 degrees of freedom, and the 1 % point of 19.
    for (const [chiSquare, degrees, p] of [
      [3.841, 1, 0.05],
      [18.307, 10, 0.05],
      [30.144, 19, 0.05],
      [36.191, 19, 0.01],
    ]) {
      assert.ok(Math.abs(pValueOf(chiSquare, degrees) - p) < 1e-4, `${chiSquare} with ${degrees}`);
    }
    assert.deepEqual(chiSquareOf([10, 10, 10]), { expected: 10, counts: [10, 10, 10], chiSquare: 0, pValue: 1 });
  });

  test('is not doubted for our draw, and is for one that prefers the front', () => {
    const fair = rehearseFairness('a seed', 10_000);
    assert.ok(fair.pValue > 0.001, JSON.stringify(fair));
    assert.equal(
      fair.counts.reduce((sum, count) => sum + count, 0),
      2000,
    );
    const front = (draw) => [
      { ticket: draw.entrants[Math.floor(createRandom(draw.seed).below(draw.entrants.length) * 0.9)], prize: 1 },
    ];
    assert.ok(rehearseFairness('a seed', 10_000, { pick: front }).pValue < 1e-6);
  });
});

describe('a proof', () => {
  const entrants = drum(40);
  const seed = 'the seed';
  const prizes = offered(3);
  const proof = {
    version: 1,
    draw: 1,
    title: 'The draw',
    rehearsal: false,
    committedAt: '2026-12-01T00:00:00.000Z',
    drawnAt: '2026-12-24T00:00:00.000Z',
    seed,
    seedHash: sha256(seed),
    prizes,
    entrants,
    entrantsHash: sha256(entrants.join('\n')),
    winners: pickWinners({ seed, entrants, prizes }),
  };

  test('holds where nothing was changed', () => assert.deepEqual(verify(proof, proof.seedHash), []));

  /** @type {[string, object][]} */
  const changed = [
    ['another seed', { seed: 'other' }],
    [
      'a seed changed together with its hash, when the hash was noted',
      { seed: 'other', seedHash: sha256('other'), winners: pickWinners({ seed: 'other', entrants, prizes }) },
    ],
    ['an entrant more', { entrants: [...entrants, 'zz'] }],
    ['an entrant twice', { entrants: [...entrants, entrants.at(-1)] }],
    ['another order', { entrants: entrants.toReversed() }],
    ['another winner', { winners: [{ ticket: 'ticket-000001', prize: 1 }, ...proof.winners.slice(1)] }],
    ['a winner more', { winners: [...proof.winners, { ticket: 'ticket-000001', prize: 1 }] }],
    ['a winner less', { winners: proof.winners.slice(1) }],
    ['a seed committed afterwards', { committedAt: '2026-12-25T00:00:00.000Z' }],
  ];
  for (const [what, change] of changed) {
    test(`does not hold with ${what}`, () => assert.notDeepEqual(verify({ ...proof, ...change }, proof.seedHash), []));
  }
});
