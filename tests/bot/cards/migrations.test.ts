import { expect, test } from 'vitest';
import { card } from '../../../src/bot/cards/card.ts';
import { linksOf } from '../../../src/bot/cards/links.ts';
import { migrationLines } from '../../../src/bot/cards/migrations.ts';
import type { MigrationFacts } from '../../../src/core/migration.ts';
import { config } from '../world/config.ts';
import { at, plan, promotion, promotionView } from '../world/view.ts';
import { read } from './read.ts';

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

test('long words in commits leave what a yes is about on the card: migrations, config, digests, checks', () => {
  const commits = Array.from({ length: 12 }, (_, index) => ({
    commit: String(index % 10).repeat(40),
    subject: '*'.repeat(200),
    author: '_'.repeat(200),
    at,
    pulls: [41, 4_200, 43_000],
  }));
  const migrations = [{ path: 'migrations/004-away.sql', class: 'destructive', why: 'drops a table' }] as const;
  const made = promotionView({ promotion: promotion({ plan: plan({ commits, more: 3, migrations }) }) });
  const drawn = read(card(made, linksOf(config().projects, 'https://github.com')));
  for (const part of ['migrations/004-away.sql', 'api.PRIZE_LIMIT', '**Digests:**', '**Checks**', '`approval.missing`'])
    expect(drawn).toContain(part);
  expect(drawn).toMatch(/\*\*15 changes\*\*\n`0000000`[\s\S]*… and \d+ more\n\n\*\*Migrations/);
});
