import { playing } from '../stage/playing.ts';

/** /complete: marks a user as having completed days, in one of the two modes. */
export const complete = playing<'complete'>({
  tool: 'complete',
  wish: async ({ input: { user, mode, days }, environment }) => {
    const which = days === undefined ? 'every day' : `day ${days.join(', ')}`;
    return {
      wished: { input: { user, mode, ...(days === undefined ? {} : { days }) }, detail: `${user}, ${which}, ${mode}` },
      would: [`Would mark ${which} as completed by ${user} (${mode}) in ${environment}.`],
    };
  },
  told: ({ user, mode, days }) => ({
    lines: [`${user} has completed ${days.length} ${days.length === 1 ? 'day' : 'days'} as ${mode}.`],
  }),
});
