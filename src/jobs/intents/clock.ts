import { playing } from '../stage/playing.ts';

/** /clock: staging's own time, which its time locks read. */
export const clock = playing<'clock'>({
  tool: 'clock',
  wish: async ({ input, environment }) => {
    const detail =
      input.clear === true
        ? 'the real time again'
        : input.at === undefined
          ? `moved by ${Math.round((input.by ?? 0) / 60_000)} minutes`
          : `set to ${input.at}`;
    return { wished: { input, detail }, would: [`Would change the clock of ${environment}: ${detail}.`] };
  },
  told: ({ virtual, real }) => ({
    lines:
      virtual === null
        ? [`Staging’s clock is the real one: ${real}.`]
        : [`Staging’s clock says ${virtual}.`, `Really it is ${real}.`],
  }),
});
