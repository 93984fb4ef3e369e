import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { fetchingSource } from '../../../src/adapters/git/fetching-source.ts';
import { createSource } from '../../../src/adapters/git/source.ts';
import type { Source } from '../../../src/ports/source.ts';
import { type GithubStandin, startGithub } from '../../../standins/github/start.ts';
import { until } from '../../world/until.ts';

const quiet = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => quiet,
};
const never = new AbortController().signal;
let github: GithubStandin;
let dataDir: string;
let source: Source;
let first: string;

beforeAll(async () => {
  github = await startGithub();
  dataDir = mkdtempSync(join(tmpdir(), 'greenroom-source-'));
  await github.world.addRepository('acme/advent', { private: true });
  first = await github.world.commit(
    'acme/advent',
    'staging',
    { 'a.txt': 'one\n', 'migrations/001.sql': 'select 1;\n' },
    { author: 'ana', message: 'First' },
  );
  source = createSource({
    dataDir,
    serverUrl: github.serverUrl,
    repositories: { advent: 'acme/advent' },
    token: async () => github.world.botToken,
    log: quiet,
  });
  await source.fetch('advent', never);
});
afterAll(async () => {
  await github.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function pushed(branch: string, files: Record<string, string>, message: string): Promise<string> {
  const commit = await github.world.commit('acme/advent', branch, files, { author: 'ana', message });
  await source.fetch('advent', never);
  return commit;
}

describe('the mirror of a worker whom nobody tells of pushes', () => {
  it('fetches what it is asked about and does not have, and nothing where it has it', async () => {
    const home = mkdtempSync(join(tmpdir(), 'greenroom-source-'));
    onTestFinished(() => rmSync(home, { recursive: true, force: true }));
    let fetches = 0;
    const own = createSource({
      dataDir: home,
      serverUrl: github.serverUrl,
      repositories: { advent: 'acme/advent' },
      token: async () => {
        fetches += 1;
        return github.world.botToken;
      },
      log: quiet,
    });
    const asked = fetchingSource(own);
    expect(await asked.describe('advent', first)).toMatchObject({ subject: 'First' });
    expect(await asked.files('advent', first, 'migrations')).toMatchObject([{ path: 'migrations/001.sql' }]);
    expect(await asked.contains('advent', first, first)).toBe(true);
    expect(fetches).toBe(1);
    const next = await github.world.commit('acme/advent', 'side', { 'a.txt': 'x' }, { author: 'ana', message: 'Next' });
    expect((await asked.between('advent', undefined, next, 5)).commits).toMatchObject([{ subject: 'Next' }]);
    expect(fetches).toBe(2);
    expect(await asked.describe('advent', 'f'.repeat(40))).toBeUndefined();
  });
});

describe('the mirror of a repository', () => {
  it('knows heads, commits and ancestry, and follows a force-push', async () => {
    expect(await source.head('advent', 'staging')).toBe(first);
    const second = await pushed('staging', { 'b.txt': 'two\n' }, 'Second\n\nwith a body');
    expect(await source.head('advent', 'staging')).toBe(second);
    expect(await source.contains('advent', second, first)).toBe(true);
    expect(await source.contains('advent', first, second)).toBe(false);
    expect(await source.between('advent', first, second, 10)).toMatchObject({
      more: 0,
      commits: [{ commit: second, subject: 'Second', author: 'ana' }],
    });
    expect(await source.resolve('advent', second.slice(0, 8))).toBe(second);
    expect(await source.files('advent', second, 'migrations')).toMatchObject([
      { path: 'migrations/001.sql', plain: true },
    ]);
    await github.world.forcePush('acme/advent', 'staging', first, 'ana');
    await source.fetch('advent', never);
    expect(await source.head('advent', 'staging')).toBe(first);
  });

  it('reads what is in a file, one that was edited under another name, and nothing that is too large', async () => {
    const odd = 'migrations/--output=canary $(touch canary) \n\u202e.sql';
    const commit = await pushed('texts', { 'migrations/001.sql': 'drop table é;\n', [odd]: 'select 2;\n' }, 'Edited');
    const [before] = await source.files('advent', first, 'migrations');
    const files = await source.files('advent', commit, 'migrations');
    expect(files.map((file) => file.path)).toEqual([odd, 'migrations/001.sql']);
    const [hostile, edited] = files;
    if (before === undefined || hostile === undefined || edited === undefined) throw new Error('a file is not listed');
    expect(edited.blob).not.toBe(before.blob);
    expect(await source.text('advent', before, 100)).toBe('select 1;\n');
    expect(await source.text('advent', edited, 100)).toBe('drop table é;\n');
    expect(await source.text('advent', hostile, 100)).toBe('select 2;\n');
    expect(await source.text('advent', edited, 14)).toBe('drop table é;\n');
    await pushed('texts', { 'migrations/002.sql': 'x'.repeat(1_000) }, 'Larger');
    const [, , large] = await source.files('advent', (await source.head('advent', 'texts')) ?? '', 'migrations');
    expect(await source.text('advent', large ?? edited, 999)).toBeUndefined();
    expect(existsSync('canary')).toBe(false);
  });

  it('asks git once for what can never be otherwise, and hands out lists that are the caller’s own', async () => {
    const commit = await pushed('lists', { 'migrations/009.sql': 'select 9;\n' }, 'Listed');
    const asked = async () => ({
      files: await source.files('advent', commit, 'migrations'),
      between: await source.between('advent', first, commit, 10),
    });
    const before = await asked();
    expect(before.between.commits.map(({ subject }) => subject)).toContain('Listed');
    before.files.pop();
    before.between.commits.pop();
    const objects = join(dataDir, 'mirrors/advent.git/objects');
    renameSync(objects, `${objects}.away`);
    const again = await asked().finally(() => renameSync(`${objects}.away`, objects));
    expect(again.files.map(({ path }) => path)).toContain('migrations/009.sql');
    expect(again.between.commits.map(({ subject }) => subject)).toContain('Listed');
    // With another limit it is another question.
    const next = await pushed('lists', { 'migrations/010.sql': 'select 10;\n' }, 'Listed again');
    expect((await source.between('advent', first, next, 1)).more).toBe(1);
    expect((await source.between('advent', first, next, 2)).more).toBe(0);
  });

  it.each(['--batch', 'HEAD', 'f'.repeat(40), ''])('reads nothing that is named %j', async (blob) => {
    await expect(source.text('advent', { path: 'x', blob }, 100)).rejects.toThrow(/could not be read|wanted the name/);
  });

  it('takes seven digits for a commit, never for a branch that somebody has named so', async () => {
    const meant = await pushed('staging', { 'meant.txt': 'meant' }, 'Meant');
    const digits = meant.slice(0, 7);
    await pushed(digits, { 'other.txt': 'other' }, 'Another');
    expect(await source.resolve('advent', digits)).toBe(meant);
    const none = 'abcdef0123';
    await pushed(none, { 'other.txt': 'none' }, 'Named like a commit');
    expect(await source.resolve('advent', none)).toBeUndefined();
  });

  it('does not take an unknown commit for “not contained”', async () => {
    await expect(source.contains('advent', first, 'f'.repeat(40))).rejects.toThrow(/is not known/);
  });

  it('writes a tree without .git', async () => {
    const folder = join(dataDir, 'exported');
    await source.export('advent', first, folder, never);
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('one\n');
    expect(existsSync(join(folder, '.git'))).toBe(false);
  });

  it.each([
    '--upload-pack=touch canary',
    '-n',
    '$(touch canary)',
    'a\nb',
    'a\0b',
    '../../etc',
    '\u202Ebidi',
    'x'.repeat(10_000),
    'staging^{/x}',
    '@{-1}',
    '',
  ])('finds nothing under the name %j, and does nothing', async (name) => {
    expect(await source.head('advent', name)).toBeUndefined();
    expect(await source.resolve('advent', name)).toBeUndefined();
    expect(existsSync('canary')).toBe(false);
  });

  it('reads hostile texts as text', async () => {
    const subject = '$(touch canary) `x` @everyone \u202Egnp.exe %x00 "';
    const commit = await github.world.commit(
      'acme/advent',
      'hostile',
      { 'c.txt': 'x' },
      { author: 'ana', message: subject, authorName: 'A; $(id) `id` "' },
    );
    await source.fetch('advent', never);
    const facts = await source.describe('advent', commit);
    expect(facts?.subject).toBe(subject);
    expect(facts?.author).toContain('$(id)');
  });

  it('is made anew when it is broken, and forgets what only the old one had', async () => {
    const lost = await pushed('staging', { 'lost.txt': 'one\n' }, 'To be lost');
    expect(await source.head('advent', 'staging')).toBe(lost);
    await github.world.forcePush('acme/advent', 'staging', first, 'ana');
    await source.fetch('advent', never);
    expect(await source.resolve('advent', lost)).toBe(lost);
    rmSync(join(dataDir, 'mirrors/advent.git/objects'), { recursive: true });
    writeFileSync(join(dataDir, 'mirrors/advent.git/packed-refs'), 'garbage');
    await source.fetch('advent', never);
    expect(await source.head('advent', 'staging')).toBe(first);
    expect(await source.resolve('advent', lost)).toBeUndefined();
    expect(await source.describe('advent', lost)).toBeUndefined();
  });

  it('says what was wrong when the server refuses, without the token', async () => {
    const stranger = createSource({
      dataDir: `${dataDir}-2`,
      serverUrl: github.serverUrl,
      repositories: { advent: 'acme/advent' },
      token: async () => 'not-a-real-token',
      log: quiet,
    });
    const error = await stranger.fetch('advent', never).catch((caught: unknown) => String(caught));
    rmSync(`${dataDir}-2`, { recursive: true, force: true });
    expect(error).toMatch(/acme\/advent could not be fetched/);
    expect(error).not.toContain('not-a-real-token');
  });

  it('never shows the token to ps: it is in no argument', () => {
    const config = execFileSync('git', ['-C', join(dataDir, 'mirrors/advent.git'), 'config', '--list', '--local'], {
      encoding: 'utf8',
    });
    expect(config).not.toContain(github.world.botToken);
  });
});

describe('the mirror of a project that is pushed to often', () => {
  it('is tidied beside the fetches, which do not wait for it', async () => {
    const home = mkdtempSync(join(tmpdir(), 'greenroom-source-'));
    onTestFinished(() => rmSync(home, { recursive: true, force: true, maxRetries: 3 }));
    const opened = (): Source =>
      createSource({
        dataDir: home,
        serverUrl: github.serverUrl,
        repositories: { advent: 'acme/advent' },
        token: async () => github.world.botToken,
        log: quiet,
      });
    await opened().fetch('advent', never);
    const mirror = join(home, 'mirrors/advent.git');
    const packs = (): number =>
      existsSync(join(mirror, 'objects/pack'))
        ? readdirSync(join(mirror, 'objects/pack')).filter((name) => name.endsWith('.pack')).length
        : 0;
    // So that two packs are too many already, and each fetch makes one.
    for (const [name, value] of Object.entries({ 'gc.autoPackLimit': '1', 'fetch.unpackLimit': '1' }))
      execFileSync('git', ['-C', mirror, 'config', name, value]);
    const afterStart = opened();
    for (const text of ['two', 'three']) {
      await github.world.commit('acme/advent', 'often', { 'b.txt': text }, { author: 'ana', message: text });
      await afterStart.fetch('advent', never);
    }
    await opened().fetch('advent', never);
    await until('one pack is left', () => packs() === 1);
  });
});
