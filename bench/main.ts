import { cpus, release, totalmem, type } from 'node:os';
import type { Row } from './case.ts';
import { cases } from './cases/index.ts';

/**
 * `npm run bench [-- NAME…]`: measures, and prints one table per case. Ratios are taken side by side in one run on one
 * machine; single numbers are worth only as much as the machine that is named above them.
 */
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !cases.some((one) => one.name === name));
if (unknown.length > 0) {
  console.error(`No such case: ${unknown.join(', ')}. There are: ${cases.map((one) => one.name).join(', ')}.`);
  process.exit(2);
}

function table(rows: readonly Row[]): string {
  const lines = rows.map(({ what, value, bar }) => [what, value, bar ? `${bar.met ? '✓' : '✗'} ${bar.wanted}` : '']);
  const widths = [0, 1, 2].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) => `  ${line.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd())
    .join('\n');
}

const processors = cpus();
console.log(
  `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown'}, ${(totalmem() / 2 ** 30).toFixed(1)} GiB, ` +
    `${type()} ${release()}, Node ${process.versions.node}`,
);
for (const one of cases.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  console.log(`\n${one.name}`);
  const rows = await one.run((progress) => console.error(`  … ${progress}`));
  console.log(table(rows));
}
