import { playing } from '../stage/playing.ts';

/** Winners who are named. */
const most = 10;

/** /draw: a rehearsal, which nobody can claim; and whether it was fair. */
export const draw = playing<'draw'>({
  tool: 'draw',
  wish: async ({ input, environment }) => {
    const detail = `rehearsal of ${input.draw ?? 'the draw'}${input.entrants === undefined ? '' : `, ${input.entrants.toLocaleString('en')} made-up entrants`}`;
    return { wished: { input, detail }, would: [`Would rehearse in ${environment}: ${detail}. Nobody can claim it.`] };
  },
  told: (report) => ({
    lines: [
      `Rehearsal of ${report.draw}: ${report.won.toLocaleString('en')} of ${report.entrants.toLocaleString('en')} win. Nothing can be claimed.`,
      report.unique ? 'Nobody wins twice.' : 'Somebody wins twice: this draw is broken.',
      report.fairness.pValue >= 0.01
        ? `As even as chance (p = ${report.fairness.pValue.toFixed(3)}).`
        : `Less even than chance would be (p = ${report.fairness.pValue.toExponential(1)}): look at how it draws.`,
      ...report.winners.slice(0, most).map(({ user, prize }) => `${user}: ${prize}`),
      ...(report.won > most ? [`… and ${(report.won - most).toLocaleString('en')} more.`] : []),
      `Seed ${report.seed}; its SHA-256, which is published before a draw, is ${report.seedHash}.`,
    ],
    draw: report,
  }),
});
