import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/**
 * Each file below `illegal/` breaks one rule of the lint config. Layer rules have gone green in silence before
 * (a second pattern switched off the first), so what is forbidden is proven, not believed.
 */
const root = fileURLToPath(new URL('../..', import.meta.url));
const illegal = fileURLToPath(new URL('illegal', import.meta.url));
const otherRules: unknown = JSON.parse(readFileSync(new URL('illegal-rules.json', import.meta.url), 'utf8'));
const files = readdirSync(illegal, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));

const ruleOf = (file: string): string => {
  const named: unknown = Reflect.get(otherRules as object, file);
  return typeof named === 'string' ? named : 'no-restricted-imports';
};

let reported: { file: string; rule: string }[];
let copy: string;

beforeAll(() => {
  // A copy of the tree's roots, so that the very config of the project judges the illegal files at their real paths.
  copy = mkdtempSync(join(tmpdir(), 'greenroom-lint-'));
  for (const name of ['oxlint.config.ts', 'package.json', 'tsconfig.json', 'scripts', 'src'])
    cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  cpSync(illegal, copy, { recursive: true });
  const neighbour = 'src/core/legal-neighbour.ts';
  writeFileSync(join(copy, neighbour), "import { isCommit } from './release.ts';\nexport const fine = isCommit;\n");
  let output: string;
  try {
    output = execFileSync(
      join(root, 'node_modules/.bin/oxlint'),
      // The others are judged by `npm run check`; their types are read all the same.
      ['--format', 'json', ...files, neighbour],
      { cwd: copy, encoding: 'utf8', maxBuffer: 64e6 },
    );
  } catch (error) {
    output = String(Reflect.get(error as object, 'stdout'));
  }
  const parsed: { diagnostics: { code: string; filename: string }[] } = JSON.parse(output);
  reported = parsed.diagnostics.map((diagnostic) => ({ file: diagnostic.filename, rule: diagnostic.code }));
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

describe('the lint config bites', () => {
  it.each(files)('%s is refused', (file) => {
    const rules = reported.filter((entry) => entry.file === file).map((entry) => entry.rule);
    expect(rules.join(' ')).toContain(ruleOf(file));
  });

  it('and a legal neighbour is not', () => {
    expect(reported.filter((entry) => entry.file === 'src/core/legal-neighbour.ts')).toEqual([]);
  });
});
