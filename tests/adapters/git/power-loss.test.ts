import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createSource } from '../../../src/adapters/git/source.ts';
import type { Source } from '../../../src/ports/source.ts';
import { type GithubStandin, startGithub } from '../../../standins/github/start.ts';
import { silentLog } from '../../world/silent-log.ts';

const never = new AbortController().signal;
let github: GithubStandin;
let dataDir: string;
let mirror: string;
let source: Source;

beforeAll(async () => {
  github = await startGithub();
  dataDir = mkdtempSync(join(tmpdir(), 'greenroom-source-'));
  mirror = join(dataDir, 'mirrors/advent.git');
  await github.world.addRepository('acme/advent', { private: true });
  source = createSource({
    dataDir,
    serverUrl: github.serverUrl,
    repositories: { advent: 'acme/advent' },
    token: async () => github.world.botToken,
    log: silentLog,
  });
  await pushed('staging', { 'a.txt': 'one\n' });
});
afterAll(async () => {
  await github.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function pushed(branch: string, files: Record<string, string>): Promise<string> {
  const commit = await github.world.commit('acme/advent', branch, files, { author: 'ana', message: 'A push' });
  await source.fetch('advent', never);
  return commit;
}

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'greenroom-tree-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return join(made, 'tree');
}

/** A loose object of the mirror, by what is in it. */
function objectOf(content: string): string {
  const name = execFileSync('git', ['hash-object', '--stdin'], { input: content, encoding: 'utf8' }).trim();
  const file = join(mirror, 'objects', name.slice(0, 2), name.slice(2));
  chmodSync(file, 0o600);
  return file;
}

describe('the mirror of a Greenroom that was killed, or lost its power', () => {
  it.each([
    ['the lock of a branch', ['refs/heads/staging.lock']],
    ['the lock of all branches', ['packed-refs.lock']],
    ['both', ['refs/heads/staging.lock', 'packed-refs.lock']],
  ])('is fetched into although a git that is gone has left %s', async (_, locks) => {
    await pushed('leaves', { 'b.txt': '1' });
    for (const lock of locks) writeFileSync(join(mirror, lock), '');
    const { ino } = statSync(mirror);
    await github.world.deleteBranch('acme/advent', 'leaves', 'ana');
    const next = await pushed('staging', { 'b.txt': locks.join() });
    expect(await source.head('advent', 'staging')).toBe(next);
    expect(await source.head('advent', 'leaves')).toBeUndefined();
    expect(statSync(mirror).ino).toBe(ino);
  });

  it.each([
    ['is empty, since it never reached the disk', (file: string) => writeFileSync(file, '')],
    ['is gone', (file: string) => rmSync(file)],
  ])('is made anew where the content of a file %s: the commit is built all the same', async (_, damage) => {
    const commit = await pushed('staging', { 'kept.txt': 'kept\n' });
    damage(objectOf('kept\n'));
    const tree = folder();
    await source.export('advent', commit, tree, never);
    expect(readFileSync(join(tree, 'kept.txt'), 'utf8')).toBe('kept\n');
  });

  it('is left as it is where what could not be written has nothing to do with it', async () => {
    const { ino } = statSync(mirror);
    await expect(source.export('advent', 'f'.repeat(40), folder(), never)).rejects.toThrow(/could not be written/);
    expect(statSync(mirror).ino).toBe(ino);
  });
});
