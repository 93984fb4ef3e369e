import type { DrawReport } from '../../core/stage-tool.ts';
import { plainText } from '../../core/plain-text.ts';

/** How a rehearsed draw came out, as SVG: bars of wins with what chance would give as a line, and the words beside. */
const width = 960;
const height = 540;
/** Where the bars are. */
const chart = { left: 90, top: 196, right: 930, bottom: 404 } as const;
/** As many as can be told apart; more entrants share a bar. */
const mostBars = 60;

// Okabe-Ito on white; what a colour says is said in words as well.
const ink = '#1a1a1a';
const bar = '#0072b2';
const line = '#d55e00';
const good = '#009e73';
const bad = '#d55e00';

/** Below this, chance alone would seldom be so uneven. */
const unlikely = 0.01;

const escape = (text: string): string =>
  plainText(text, 60).replace(/[&<>"']/g, (found) => `&#${String(found.codePointAt(0))};`);
const count = new Intl.NumberFormat('en');

/** Neighbouring buckets together, so that at most `mostBars` are left; the mean of each, to compare with the line. */
export function barsOf(counts: readonly number[]): readonly number[] {
  const each = Math.max(1, Math.ceil(counts.length / mostBars));
  return Array.from({ length: Math.ceil(counts.length / each) }, (_, index) => {
    const part = counts.slice(index * each, (index + 1) * each);
    return part.reduce((sum, one) => sum + one, 0) / part.length;
  });
}

export function isEven({ fairness }: Pick<DrawReport, 'fairness'>): boolean {
  return fairness.pValue >= unlikely;
}

function verdicts(report: DrawReport): readonly { readonly ok: boolean; readonly words: string }[] {
  const { unique, fairness } = report;
  const once = { ok: unique, words: unique ? 'Nobody wins twice' : 'Somebody wins twice' };
  // One who takes part alone always wins.
  if (fairness.counts.length === 0) return [once];
  const p = fairness.pValue < 0.001 ? fairness.pValue.toExponential(1) : fairness.pValue.toFixed(3);
  return [
    once,
    { ok: isEven(report), words: `${isEven(report) ? 'As even as chance' : 'Less even than chance'} (p = ${p})` },
  ];
}

/** The same in words, for those who do not see it. */
export function drawAltText(report: DrawReport): string {
  const { fairness, entrants, won, draw } = report;
  const bars = barsOf(fairness.counts);
  const [least, most] = [Math.min(...bars), Math.max(...bars)];
  const judged = verdicts(report).map(({ words }) => words);
  const measured =
    bars.length === 0
      ? 'Too few take part to measure how even it is'
      : `Wins in each of ${String(fairness.counts.length)} buckets lie between ${least.toFixed(1)} and ${most.toFixed(1)}; ` +
        `chance would give ${fairness.expected.toFixed(1)}`;
  return plainText(
    `Bar chart of the rehearsal of ${plainText(draw, 60)}: ${count.format(won)} winners of ${count.format(entrants)} entrants. ` +
      `${[...judged, measured].join('. ')}.`,
    1_000,
  );
}

/** Round numbers for the scale: 0, and at most five above it. */
function scale(top: number): readonly number[] {
  const rough = Math.max(top, 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough) ?? power * 10);
  return Array.from({ length: Math.ceil(Math.max(top, 1) / step) + 1 }, (_, index) => index * step);
}

const said = (x: number, y: number, size: number, text: string, more = ''): string =>
  `<text x="${String(x)}" y="${String(y)}" font-size="${String(size)}" fill="${ink}" ${more}>${escape(text)}</text>`;

export function drawImage(report: DrawReport): string {
  const { fairness, entrants, won, draw } = report;
  const bars = barsOf(fairness.counts);
  const marks = scale(Math.max(...bars, fairness.expected));
  const top = marks.at(-1) ?? 1;
  const y = (value: number): number => chart.bottom - ((chart.bottom - chart.top) * value) / top;
  const wide = (chart.right - chart.left) / Math.max(bars.length, 1);
  const expected = y(fairness.expected);
  const wins = fairness.counts.reduce((sum, one) => sum + one, 0);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}" font-family="DejaVu Sans">`,
    `<rect width="${String(width)}" height="${String(height)}" fill="#ffffff"/>`,
    said(30, 50, 34, `Rehearsal of ${plainText(draw, 40)}`, 'font-weight="bold"'),
    said(30, 90, 25, `${count.format(won)} winners of ${count.format(entrants)} entrants. Nothing can be claimed.`),
    ...verdicts(report).flatMap(({ ok, words }, index) => {
      const y = 106 + index * 36;
      // A tick or a cross: green beside red is one colour to many.
      const sign = ok ? `M36 ${String(y + 15)}l6 6 11-13` : `M37 ${String(y + 7)}l14 14M51 ${String(y + 7)}l-14 14`;
      return [
        `<rect x="30" y="${String(y)}" width="28" height="28" rx="5" fill="${ok ? good : bad}"/>`,
        `<path d="${sign}" fill="none" stroke="#ffffff" stroke-width="4"/>`,
        said(70, y + 23, 24, words),
      ];
    }),
    ...marks.flatMap((mark) => [
      `<line x1="${String(chart.left)}" x2="${String(chart.right)}" y1="${y(mark).toFixed(1)}" y2="${y(mark).toFixed(1)}" stroke="#d9d9d9"/>`,
      said(chart.left - 10, y(mark) + 7, 20, count.format(mark), 'text-anchor="end"'),
    ]),
    ...bars.map(
      (value, index) =>
        `<rect x="${(chart.left + index * wide + wide * 0.1).toFixed(1)}" y="${y(value).toFixed(1)}" width="${(wide * 0.8).toFixed(1)}" height="${(chart.bottom - y(value)).toFixed(1)}" fill="${bar}"/>`,
    ),
    `<line x1="${String(chart.left)}" x2="${String(chart.right)}" y1="${expected.toFixed(1)}" y2="${expected.toFixed(1)}" stroke="${line}" stroke-width="3" stroke-dasharray="10 6"/>`,
    `<line x1="${String(chart.left)}" x2="${String(chart.right)}" y1="${String(chart.bottom)}" y2="${String(chart.bottom)}" stroke="${ink}"/>`,
    said(chart.left, 438, 20, `${count.format(wins)} wins counted: does each part get its share?`),
    `<rect x="90" y="462" width="20" height="20" fill="${bar}"/>`,
    said(120, 480, 20, `wins in each of ${count.format(fairness.counts.length)} parts`),
    `<line x1="480" x2="520" y1="472" y2="472" stroke="${line}" stroke-width="4" stroke-dasharray="10 6"/>`,
    said(532, 480, 20, `what chance would give: ${fairness.expected.toFixed(1)}`),
    said(930, 522, 16, `chi-square ${fairness.chiSquare.toFixed(1)}`, 'text-anchor="end"'),
    '</svg>',
  ].join('\n');
}
