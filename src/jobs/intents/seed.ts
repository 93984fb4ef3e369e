import { playing } from '../stage/playing.ts';
import { rowsInWords } from '../stage/words.ts';

/** /seed: synthetic data by a scenario's name. The same seed gives the same data. */
export const seed = playing<'seed'>({
  tool: 'seed',
  wish: async ({ input, environment }) => ({
    wished: { input, detail: input.scenario },
    would: [`Would seed ${environment} with “${input.scenario}”; earlier synthetic data goes, nothing else does.`],
  }),
  told: ({ scenario, rngSeed, counts }) => ({
    lines: [`Seeded “${scenario}”: ${rowsInWords(counts)}.`, `RNG seed ${rngSeed}: the same seed gives the same data.`],
  }),
});
