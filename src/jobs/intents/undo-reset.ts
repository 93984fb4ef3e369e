import { playing } from '../stage/playing.ts';
import { rowsInWords } from '../stage/words.ts';

/** /undo-reset: the data from before the newest reset. Redis was wiped, and is again. */
export const undoReset = playing<'undo-reset'>({
  tool: 'undo-reset',
  wish: async ({ environment }) => ({
    wished: { input: {}, detail: 'the data from before the newest reset' },
    would: [`Would bring back what ${environment} held before its newest reset.`, 'Redis is wiped, not restored.'],
  }),
  told: ({ restored, redisWiped }) => ({
    lines: [
      `Back as before the reset: ${rowsInWords(restored)}.`,
      redisWiped ? 'Redis was wiped, not restored: everybody logs in again.' : 'There is no Redis to wipe.',
    ],
  }),
});
