import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pages } from '../../scripts/command-docs.ts';

const folder = new URL('../../docs/commands/', import.meta.url);

test('the pages of the commands are as their files say (else: node scripts/command-docs.ts)', () => {
  const wanted = pages();
  expect(readdirSync(folder).toSorted()).toEqual([...wanted.keys()].toSorted());
  for (const [file, text] of wanted) expect(readFileSync(new URL(file, folder), 'utf8')).toBe(text);
});

test('every page says who may, gives an example, and names only codes that exist', async () => {
  const { isReasonCode } = await import('../../src/core/reason.ts');
  for (const [file, text] of pages()) {
    if (file === 'README.md') continue;
    for (const part of ['## Who may', '## Options', '## Examples', '## Refused']) expect(text).toContain(part);
    const refused = text.slice(text.indexOf('## Refused'));
    const codes = [...refused.matchAll(/`([a-z-]+\.[a-z-]+)`/g)].map(([, code]) => code ?? '');
    expect(codes.length).toBeGreaterThan(0);
    expect(codes.filter((code) => !isReasonCode(code))).toEqual([]);
  }
});
