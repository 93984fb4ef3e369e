import type { DrawReport } from '../../core/stage-tool.ts';
import { playing } from '../stage/playing.ts';

/** Winners who are named. */
const most = 10;
const count = new Intl.NumberFormat('en');

/** `A sledge: Ada, Nils`: a line for each prize and not for each winner, which a phone would have to scroll. */
function byPrize(winners: DrawReport['winners']): readonly string[] {
  const prizes = new Map<string, string[]>();
  for (const { user, prize } of winners) prizes.set(prize, [...(prizes.get(prize) ?? []), user]);
  return [...prizes].map(([prize, users]) => `${prize}: ${users.join(', ')}`);
}

function howEven({ counts, pValue }: DrawReport['fairness']): string {
  // One who takes part alone always wins.
  if (counts.length === 0) return 'Too few take part to measure how even it is.';
  return pValue >= 0.01
    ? `✓ As even as chance (p = ${pValue.toFixed(3)}).`
    : `✗ Less even than chance would be (p = ${pValue.toExponential(1)}): look at how it draws.`;
}

/** /draw: a rehearsal, which nobody can claim; and whether it was fair. */
export const draw = playing<'draw'>({
  tool: 'draw',
  wish: async ({ input, environment }) => {
    const detail = `rehearsal of ${input.draw ?? 'the draw'}${input.entrants === undefined ? '' : `, ${count.format(input.entrants)} made-up entrants`}`;
    return { wished: { input, detail }, would: [`Would rehearse in ${environment}: ${detail}. Nobody can claim it.`] };
  },
  told: (report) => ({
    lines: [
      `Rehearsal of ${report.draw}: ${count.format(report.won)} of ${count.format(report.entrants)} win. Nothing can be claimed.`,
      report.unique ? '✓ Nobody wins twice.' : '✗ Somebody wins twice: this draw is broken.',
      howEven(report.fairness),
      ...byPrize(report.winners.slice(0, most)),
      ...(report.won > most ? [`… and ${count.format(report.won - most)} more.`] : []),
      `Seed: ${report.seed}`,
      `SHA-256 of it, as published before a draw: ${report.seedHash}`,
    ],
    draw: report,
  }),
});
