import { expect, test } from 'vitest';
import { migrationLines } from '../../../src/bot/cards/migrations.ts';
import type { MigrationFacts } from '../../../src/core/migration.ts';

test('no migration is one line', () => {
  expect(migrationLines({ migrations: [] })).toEqual(['**Migrations:** none']);
});

test('each class has a word, a shape and what it means; the worst comes first and says what a rollback cannot do', () => {
  const lines = migrationLines({
    migrations: [
      { path: 'm/1.sql', class: 'additive' },
      { path: 'm/2.sql', class: 'risky', why: 'renames the table a' },
      { path: 'm/3.js', class: 'unknown', why: 'not SQL' },
      { path: 'm/4.sql', class: 'destructive', why: 'drops table users' },
    ],
  });
  expect(`\n${lines.join('\n')}\n`).toMatchInlineSnapshot(`
    "
    **Migrations** (changes of the database)
    🛑 destructive \`m/4.sql\` drops table users
    ❓ not understood \`m/3.js\` not SQL
    ⚠️ risky \`m/2.sql\` renames the table a
    ➕ additive \`m/1.sql\`
    🛑 destructive: it takes away or rewrites something that users may have put in.
    ❓ not understood: nobody can tell from the file what it does, so it is treated as destructive.
    ⚠️ risky: nothing is lost, but the app may stand still for a while, or the old version may stumble.
    ➕ additive: it only adds; what runs now goes on as before.
    **A rollback will not undo this:** an older image does not bring data back. One more approval is needed.
    "
  `);
});

test('additive and risky ones ask for nothing more', () => {
  const text = migrationLines({ migrations: [{ path: 'm/2.sql', class: 'risky', why: 'locks a table' }] }).join('\n');
  expect(text).not.toMatch(/approval|rollback/);
});

test('a crowd of harmless ones does not hide the one that matters, and hostile text stays text', () => {
  const crowd: MigrationFacts[] = Array.from({ length: 60 }, (_, n) => ({ path: `m/${n}.sql`, class: 'additive' }));
  const bad: MigrationFacts = { path: 'm/`x`\n@everyone.sql', class: 'destructive', why: 'drops table **users** <@1>' };
  const lines = migrationLines({ migrations: [...crowd, bad] });
  expect(lines[1]).toMatch(/^🛑 destructive/);
  expect(lines[1]).toContain('\\*\\*users\\*\\*');
  expect(lines[1]).not.toMatch(/\n|@everyone/);
  expect(lines.filter((line) => line.includes('.sql'))).toHaveLength(8);
  expect(lines).toContain('… and 53 more');
});
