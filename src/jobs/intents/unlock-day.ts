import { playing } from '../stage/playing.ts';

/** /unlock-day: a day of the event, whatever its time. */
export const unlockDay = playing<'unlock-day'>({
  tool: 'unlock-day',
  wish: async ({ input, environment }) => ({
    wished: { input, detail: `day ${input.day}${input.lock === true ? ', locked again' : ''}` },
    would: [`Would ${input.lock === true ? 'lock' : 'open'} day ${input.day} in ${environment}.`],
  }),
  told: ({ day, open }) => ({ lines: [`Day ${day} is ${open ? 'open' : 'locked'}.`] }),
});
