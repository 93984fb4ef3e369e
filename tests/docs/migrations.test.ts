import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createSqlReader } from '../../src/adapters/sql/reader.ts';

const page = readFileSync(new URL('../../docs/migrations.md', import.meta.url), 'utf8');
const rows = [...page.matchAll(/^\| `(.+)` \| (\w+) \| (.*)\|$/gm)].map(([, sql = '', its = '', why = '']) => ({
  sql,
  its,
  why: why.trim(),
}));

test('the examples of docs/migrations.md are what the parser says', async () => {
  const reader = createSqlReader();
  expect(rows.length).toBeGreaterThan(15);
  for (const { sql, its, why } of rows)
    expect({ sql, ...(await reader.classify(sql)) }).toEqual({ sql, class: its, ...(why === '' ? {} : { why }) });
});
