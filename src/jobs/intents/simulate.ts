import { playing } from '../stage/playing.ts';

const count = new Intl.NumberFormat('en');

/** /simulate: who could take part in a draw, and why not. */
export const simulate = playing<'simulate'>({
  tool: 'simulate',
  wish: async ({ input, environment }) => {
    const who =
      input.user ?? (input.synthetic === undefined ? 'everybody' : `${count.format(input.synthetic)} made-up users`);
    const detail = `${who}${input.draw === undefined ? '' : `, for ${input.draw}`}`;
    return { wished: { input, detail }, would: [`Would ask who is eligible in ${environment}: ${detail}.`] };
  },
  told: ({ eligible, ineligible, reasons, user }) => ({
    lines: [
      ...(user === undefined
        ? []
        : [`${user.eligible ? 'Eligible' : 'Not eligible'}: ${user.because.join('; ') || 'the app gives no reason'}.`]),
      `${count.format(eligible)} eligible, ${count.format(ineligible)} not.`,
      ...reasons.slice(0, 10).map(({ reason, count: many }) => `${count.format(many)} × ${reason}`),
    ],
  }),
});
