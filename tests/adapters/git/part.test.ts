import { chmodSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createSource } from '../../../src/adapters/git/source.ts';
import type { Source } from '../../../src/ports/source.ts';
import { type GithubStandin, startGithub } from '../../../standins/github/start.ts';
import { silentLog } from '../../world/silent-log.ts';
import { WorkingCopy } from '../../world/working-copy.ts';

const never = new AbortController().signal;
let github: GithubStandin;
let dataDir: string;
let source: Source;

beforeAll(async () => {
  github = await startGithub();
  dataDir = mkdtempSync(join(tmpdir(), 'greenroom-part-'));
  await github.world.addRepository('acme/advent', { private: true });
  source = createSource({
    dataDir,
    serverUrl: github.serverUrl,
    repositories: { advent: 'acme/advent' },
    token: async () => github.world.botToken,
    log: silentLog,
  });
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

describe('a commit of which a part is wanted', () => {
  const files = {
    'lock.txt': 'one',
    'patches/a.patch': 'a',
    'patches/deep/b.patch': 'b',
    'patches-too/c': 'c',
    'd*': 'd',
  };
  const idOf = async (commit: string, ...paths: string[]): Promise<string> =>
    (await source.part('advent', commit, paths)).id;

  it('says by another id that a content, a name or a mode in it is another, and by the same that none is', async () => {
    const paths = ['lock.txt', './patches/'];
    const before = await pushed('parts', files, 'Parts');
    const besides = await pushed('parts', { ...files, 'patches-too/c': 'other' }, 'Besides');
    expect(await idOf(besides, ...paths)).toBe(await idOf(before, ...paths));
    const others = await Promise.all([
      pushed('content', { ...files, 'lock.txt': 'two' }, 'Content'),
      pushed('more', { ...files, 'patches/more': '' }, 'More'),
    ]);
    const clone = new WorkingCopy(github.world.remote('acme/advent', 'ana'));
    onTestFinished(() => clone.close());
    await clone.open('mode');
    const same = await clone.push('mode', files, 'The same, from the start');
    chmodSync(join(clone.folder, 'patches/a.patch'), 0o755);
    const mode = await clone.push('mode', {}, 'Mode');
    await source.fetch('advent', never);
    expect(await idOf(same, ...paths)).toBe(await idOf(before, ...paths));
    const ids = await Promise.all([...others, mode].map((commit) => idOf(commit, ...paths)));
    expect(new Set([...ids, await idOf(before, ...paths)]).size).toBe(4);
  });

  it('names what the commit does not have, and takes no name for a pattern or the beginning of one', async () => {
    const commit = await pushed('parts', files, 'Parts');
    const part = await source.part('advent', commit, ['lock.txt', 'patch', 'lock', 'patches', 'lock.*', '-r']);
    expect(part.missing).toEqual(['patch', 'lock', 'lock.*', '-r']);
    expect((await source.part('advent', commit, ['d*'])).missing).toEqual([]);
    await expect(source.part('advent', 'f'.repeat(40), ['lock.txt'])).rejects.toThrow(/lock.txt at fffffff could not/);
  });

  it('writes a link as a link, and tells it from a file that has its text', async () => {
    const clone = new WorkingCopy(github.world.remote('acme/advent', 'ana'));
    onTestFinished(() => clone.close());
    await clone.open('link');
    const file = await clone.push('link', { 'newest.txt': 'lock.txt', ...files }, 'A file');
    rmSync(join(clone.folder, 'newest.txt'));
    symlinkSync('lock.txt', join(clone.folder, 'newest.txt'));
    const link = await clone.push('link', {}, 'A link');
    await source.fetch('advent', never);
    expect(await idOf(link, 'newest.txt')).not.toBe(await idOf(file, 'newest.txt'));
    const folder = join(dataDir, 'exported-link');
    await source.exportPart('advent', link, ['newest.txt'], folder, never);
    // What it leads to was not named, so it is not there.
    expect(readdirSync(folder)).toEqual(['newest.txt']);
    expect(readlinkSync(join(folder, 'newest.txt'))).toBe('lock.txt');
  });

  it('writes that part and nothing else', async () => {
    const commit = await pushed('parts', files, 'Parts');
    const folder = join(dataDir, 'exported-part');
    await source.exportPart('advent', commit, ['./lock.txt', 'patches'], folder, never);
    expect(readdirSync(folder, { recursive: true }).map(String).toSorted()).toEqual([
      'lock.txt',
      'patches',
      'patches/a.patch',
      'patches/deep',
      'patches/deep/b.patch',
    ]);
    expect(readFileSync(join(folder, 'patches/deep/b.patch'), 'utf8')).toBe('b');
    expect(readdirSync(dataDir).filter((name) => name.startsWith('.part'))).toEqual([]);
  });
});
