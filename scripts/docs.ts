import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { reasons } from '../src/core/reason.ts';

/** Writes the docs that are made from code; with `--check` only compares and names what is out of date. */
const root = fileURLToPath(new URL('..', import.meta.url));

function reasonsPage(): string {
  const rows = Object.entries(reasons).map(([code, reason]) => `| \`${code}\` | ${reason.means} | ${reason.remedy} |`);
  return [
    '# Reason codes',
    '',
    'Every refusal and every end carries one of these. Made from `src/core/reason.ts` by `node scripts/docs.ts`.',
    '',
    '| code | what happened | what you can do |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

const pages: readonly (readonly [string, string])[] = [['docs/reasons.md', reasonsPage()]];
const check = process.argv.includes('--check');
for (const [path, text] of pages) {
  const file = `${root}${path}`;
  if (check) {
    if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
      console.log(`${path} is out of date: run "node scripts/docs.ts" and commit it.`);
      process.exitCode = 1;
    }
  } else writeFileSync(file, text);
}
