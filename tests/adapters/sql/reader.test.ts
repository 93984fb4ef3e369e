import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createSqlReader } from '../../../src/adapters/sql/reader.ts';
import { until } from '../../world/until.ts';

const reader = createSqlReader();

describe('the reader of SQL', () => {
  it('reads with PostgreSQL’s own parser, and the same text once', async () => {
    expect(await reader.classify('drop table users')).toEqual({ class: 'destructive', why: 'drops table users' });
    expect(await reader.classify('drop table users')).toBe(await reader.classify('drop table users'));
  });

  it('takes what overflows the parser for unknown, and reads the next text as if nothing had been', async () => {
    const deep = `select 1${'+1'.repeat(100_000)}`;
    const [first, between, second] = await Promise.all([
      reader.classify(deep),
      reader.classify('create table after_the_first (a int)'),
      reader.classify(`${deep}+1`),
    ]);
    expect([first.class, between.class, second.class]).toEqual(['unknown', 'additive', 'unknown']);
    expect(await reader.classify('create table after_the_second (a int)')).toEqual({ class: 'additive' });
  });

  it('lets the parser go when nothing is asked any more, and takes it up again', async () => {
    const threads = (): string[] =>
      readdirSync('/proc/self/task').filter((id) => {
        try {
          return readFileSync(`/proc/self/task/${id}/comm`, 'utf8').startsWith('WorkerThread');
        } catch {
          return false;
        }
      });
    // One that is kept: threads can be seen here.
    await reader.classify('drop table kept');
    const others = threads();
    expect(others).not.toEqual([]);
    const resting = createSqlReader(0);
    for (const table of ['before', 'after']) {
      expect(await resting.classify(`drop table ${table}`)).toMatchObject({ class: 'destructive' });
      await until('the parser’s thread is gone', () => threads().every((id) => others.includes(id)));
    }
  });

  it.each([
    ['a NUL, at which the parser would stop', 'select 1;\0 drop table users'],
    ['MySQL’s comments that are run', 'select 1; /*! drop table users */'],
    ['MariaDB’s', 'select 1; /*M! drop table users */'],
    ['a comment in a comment', '/* /* */ drop table users; */ select 1'],
    ['more than a MiB', `-- ${'x'.repeat(1024 * 1024)}`],
    ['another encoding', Buffer.from('select 1', 'utf16le').toString()],
    ['no SQL at all', 'module.exports = () => 1'],
    ['an unfinished text', "select '"],
  ])('does not judge %s', async (_, text) => {
    expect(await reader.classify(text)).toMatchObject({ class: 'unknown', why: expect.any(String) });
  });

  it('takes an empty file, comments and a byte order mark for what they are', async () => {
    for (const text of ['', ' \n', '-- nothing yet', '\uFEFFcreate table bom (a int)'])
      expect(await reader.classify(text)).toEqual({ class: 'additive' });
  });

  it('does not let V8 compile the parser a second time, which takes 600 MB', async () => {
    const program = fileURLToPath(new URL('reads-migrations.js', import.meta.url));
    const args = ['--trace-wasm-compilation-times', program];
    const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 });
    expect(stdout).toContain('read 100 migrations');
    const took = [...stdout.matchAll(/^Compiled function .* took \d+ ms and (\d+)/gm)].map(([, bytes]) =>
      Number(bytes),
    );
    // The parser’s own is among them, with its 6 MB at the first and quick translation.
    expect(Math.max(...took)).toBeGreaterThan(5e6);
    expect(Math.max(...took)).toBeLessThan(50e6);
  });
});
