import type { DrawReport } from '../../core/stage-tool.ts';
import { plainText } from '../../core/plain-text.ts';

/** How a rehearsed draw came out, as SVG: bars of wins with what chance would give as a line, and the words beside. */
const width = 960;
const height = 540;
/** Where the bars are. */
const chart = { left: 70, top: 150, right: 930, bottom: 440 } as const;
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
  const p = fairness.pValue < 0.001 ? fairness.pValue.toExponential(1) : fairness.pValue.toFixed(3);
  return [
    { ok: unique, words: unique ? 'Nobody wins twice' : 'Somebody wins twice' },
    { ok: isEven(report), words: `${isEven(report) ? 'As even as chance' : 'Less even than chance'} (p = ${p})` },
  ];
}

/** The same in words, for those who do not see it. */
export function drawAltText(report: DrawReport): string {
  const { fairness, entrants, won, draw } = report;
  const bars = barsOf(fairness.counts);
  const [least, most] = [Math.min(...bars), Math.max(...bars)];
  return plainText(
    `Bar chart of the rehearsal of ${plainText(draw, 60)}: ${count.format(won)} winners of ${count.format(entrants)} entrants. ` +
      `${verdicts(report)
        .map(({ words }) => words)
        .join(
          '. ',
        )}. Wins in each of ${String(fairness.counts.length)} buckets lie between ${least.toFixed(1)} and ${most.toFixed(1)}; ` +
      `chance would give ${fairness.expected.toFixed(1)}.`,
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
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}" font-family="DejaVu Sans">`,
    `<rect width="${String(width)}" height="${String(height)}" fill="#ffffff"/>`,
    said(30, 48, 28, `Rehearsal of ${plainText(draw, 40)}`, 'font-weight="bold"'),
    said(30, 80, 18, `${count.format(won)} winners of ${count.format(entrants)} entrants. Nothing can be claimed.`),
    ...verdicts(report).flatMap(({ ok, words }, index) => {
      const x = 30 + index * 330;
      return [
        `<rect x="${String(x)}" y="98" width="14" height="14" rx="3" fill="${ok ? good : bad}"/>`,
        said(x + 22, 111, 17, words),
      ];
    }),
    ...marks.flatMap((mark) => [
      `<line x1="${String(chart.left)}" x2="${String(chart.right)}" y1="${y(mark).toFixed(1)}" y2="${y(mark).toFixed(1)}" stroke="#d9d9d9"/>`,
      said(chart.left - 10, y(mark) + 5, 14, count.format(mark), 'text-anchor="end"'),
    ]),
    ...bars.map(
      (value, index) =>
        `<rect x="${(chart.left + index * wide + wide * 0.1).toFixed(1)}" y="${y(value).toFixed(1)}" width="${(wide * 0.8).toFixed(1)}" height="${(chart.bottom - y(value)).toFixed(1)}" fill="${bar}"/>`,
    ),
    `<line x1="${String(chart.left)}" x2="${String(chart.right)}" y1="${expected.toFixed(1)}" y2="${expected.toFixed(1)}" stroke="${line}" stroke-width="3" stroke-dasharray="10 6"/>`,
    `<line x1="${String(chart.left)}" x2="${String(chart.right)}" y1="${String(chart.bottom)}" y2="${String(chart.bottom)}" stroke="${ink}"/>`,
    said(
      chart.left,
      470,
      15,
      `Entrants in ${count.format(fairness.counts.length)} buckets, by their place in the list`,
    ),
    `<rect x="70" y="492" width="16" height="16" fill="${bar}"/>`,
    said(94, 506, 15, 'wins in a bucket'),
    `<line x1="270" x2="306" y1="500" y2="500" stroke="${line}" stroke-width="3" stroke-dasharray="10 6"/>`,
    said(314, 506, 15, `what chance would give: ${fairness.expected.toFixed(1)}`),
    said(930, 506, 15, `chi-square ${fairness.chiSquare.toFixed(1)}`, 'text-anchor="end"'),
    '</svg>',
  ].join('\n');
}
