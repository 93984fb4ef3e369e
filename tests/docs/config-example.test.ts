import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { describe, expect, it } from 'vitest';
import { checkFile } from '../../src/config/check-file.ts';

const page = readFileSync(new URL('../../docs/config.md', import.meta.url), 'utf8');
const onFly = readFileSync(new URL('../../docs/fly.md', import.meta.url), 'utf8');
const exampleIn = (text: string): string => /```ts\n([\s\S]*?)```/.exec(text)?.[1] ?? '';

describe.each([
  ['docs/config.md', exampleIn(page)],
  ['docs/fly.md', exampleIn(onFly)],
])('the example in %s', (_, example) => {
  it('is a config that is taken as it stands', async () => {
    // Stripped as Node would strip it, so that what the page shows needs no compiler.
    const source = stripTypeScriptTypes(example);
    const loaded: { default: unknown } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
    expect(checkFile(loaded.default).problems).toEqual([]);
  });

  it('fits on one look: one service and two environments in at most 25 lines', () => {
    expect(example.trim().split('\n').length).toBeLessThanOrEqual(25);
  });
});

describe('docs/config.md', () => {
  it('explains every environment variable that the loader reads', () => {
    const loader = ['load', 'secrets']
      .map((name) => readFileSync(new URL(`../../src/config/${name}.ts`, import.meta.url), 'utf8'))
      .join('\n');
    const names = new Set([...loader.matchAll(/'([A-Z][A-Z0-9_]{3,})'/g)].map((match) => match[1] ?? ''));
    expect(names.size).toBeGreaterThan(8);
    for (const name of names) expect(page, name).toContain(`\`${name}\``);
  });
});
