import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { GithubStandin } from '../../../standins/github/start.ts';
import { startGithub } from '../../../standins/github/start.ts';
import { folder, git } from './clone.ts';
import { startReceiver } from './receiver.ts';

let github: GithubStandin;
const clean = async (): Promise<void> => github.close();

beforeEach(async () => {
  github = await startGithub();
  await github.world.addRepository('acme/advent');
});
afterEach(clean);

test('a clone, a commit and a push are real, and the push is announced once it was answered', async () => {
  await using place = await folder();
  const hook = await startReceiver();
  const first = await github.world.commit('acme/advent', 'main', { 'a.txt': '1' }, { author: 'ana', message: 'one' });
  github.world.addHook('acme/advent', { url: hook.url, secret: 's', ping: false });
  const work = join(place.path, 'work');
  await git(['clone', '--quiet', github.world.remote('acme/advent', 'ana'), work]);
  await writeFile(join(work, 'b.txt'), '2');
  await git(['-C', work, 'add', '.']);
  await git(['-C', work, 'commit', '--quiet', '-m', 'two']);
  await git(['-C', work, 'push', '--quiet', 'origin', 'main:staging', 'HEAD:refs/tags/v1']);
  const { stdout } = await git(['-C', work, 'rev-parse', 'HEAD']);

  await hook.has(2);
  const payloads = hook.payloads();
  expect(new Set(payloads.map((payload) => payload['ref']))).toEqual(new Set(['refs/heads/staging', 'refs/tags/v1']));
  const push = payloads.find((payload) => payload['ref'] === 'refs/heads/staging');
  expect(push).toMatchObject({
    before: '0'.repeat(40),
    after: stdout.trim(),
    created: true,
    deleted: false,
    forced: false,
    pusher: { name: 'ana' },
    commits: [{ id: stdout.trim(), message: 'two', added: ['b.txt'], modified: [], removed: [] }],
    head_commit: { id: stdout.trim() },
  });
  expect(await github.world.head('acme/advent', 'staging')).toBe(stdout.trim());
  expect(first).toMatch(/^[0-9a-f]{40}$/);
  await hook.close();
});

test('any commit can be fetched by its full name, and an unknown one cannot', async () => {
  await using place = await folder();
  const sha = await github.world.commit('acme/advent', 'main', { a: '1' }, { author: 'ana', message: 'one' });
  const later = await github.world.commit('acme/advent', 'main', { a: '2' }, { author: 'ana', message: 'two' });
  await git(['init', '--quiet', '--bare', place.path]);
  const remote = github.world.remote('acme/advent');
  await git(['-C', place.path, 'fetch', '--quiet', '--depth=1', remote, sha]);
  expect((await git(['-C', place.path, 'rev-parse', 'FETCH_HEAD'])).stdout.trim()).toBe(sha);
  await expect(git(['-C', place.path, 'cat-file', '-e', later])).rejects.toThrow();
  await expect(git(['-C', place.path, 'fetch', '--quiet', remote, 'a'.repeat(40)])).rejects.toThrow(/not our ref/);
});

test('pushing needs a token; reading needs one where the repository is private', async () => {
  await using place = await folder();
  const work = join(place.path, 'work');
  await github.world.commit('acme/advent', 'main', { a: '1' }, { author: 'ana', message: 'one' });
  await git(['clone', '--quiet', github.world.remote('acme/advent'), work]);
  await expect(git(['-C', work, 'push', 'origin', 'main:other'])).rejects.toThrow(/could not read Username/);

  await github.world.addRepository('acme/secret', { private: true });
  await expect(git(['ls-remote', github.world.remote('acme/secret')])).rejects.toThrow(/could not read Username/);
  await expect(git(['ls-remote', github.world.remote('acme/missing', 'ana')])).rejects.toThrow(/not found/i);
  const wrong = new URL(github.world.remote('acme/secret'));
  wrong.username = 'x-access-token';
  wrong.password = 'wrong';
  await expect(git(['ls-remote', wrong.href])).rejects.toThrow(/Authentication failed/);
  wrong.password = github.world.botToken;
  expect((await git(['ls-remote', wrong.href])).stdout).toBe('');
});

test('git’s faults strike as often as they were armed, and then it works again', async () => {
  const remote = github.world.remote('acme/advent');
  github.world.breaksGit({ kind: 'server-error' });
  await expect(git(['ls-remote', remote])).rejects.toThrow(/500/);
  github.world.breaksGit({ kind: 'unauthorized' });
  await expect(git(['ls-remote', remote])).rejects.toThrow(/could not read Username/);
  github.world.breaksGit({ kind: 'drop' });
  await expect(git(['ls-remote', remote])).rejects.toThrow(/Empty reply|RPC failed|unable to access/);
  github.world.breaksGit({ kind: 'server-error', on: 'push' });
  await git(['ls-remote', remote]);
});

test('a git that hangs is cut off when the stand-in closes, and nothing of it stays on the disk', async () => {
  github.world.breaksGit({ kind: 'hang' });
  const hanging = git(['ls-remote', github.world.remote('acme/advent')]);
  hanging.catch(() => undefined);
  await expect.poll(() => github.world.requests.some((request) => request.endsWith('→ hang'))).toBe(true);
  const { folder: bare } = github.world.repository('acme/advent');
  expect(existsSync(bare)).toBe(true);
  await github.close();
  await expect(hanging).rejects.toThrow();
  expect(existsSync(bare)).toBe(false);
  github = await startGithub();
});

test('force-push, revert, merge and deletion look as they do on GitHub', async () => {
  const hook = await startReceiver();
  const { world } = github;
  world.addHook('acme/advent', { url: hook.url, secret: 's', ping: false });
  const by = { author: 'ana', message: 'x' };
  const one = await world.commit('acme/advent', 'main', { a: '1' }, by);
  const two = await world.commit('acme/advent', 'staging', { a: '2', 'ö "q"\n.txt': 'odd' }, by);
  const reverted = await world.revert('acme/advent', 'staging', 'ben');
  await world.forcePush('acme/advent', 'staging', two, 'ben');
  const number = world.openPull('acme/advent', { head: 'staging', base: 'main', title: 'T', author: 'ana' });
  const merge = await world.mergePull('acme/advent', number, 'ben');
  await world.deleteBranch('acme/advent', 'staging', 'ben');
  await world.deliveries.settled();
  const sent = github.world.deliveries.all.map((delivery) => JSON.parse(delivery.body));
  const brief = sent.map(({ ref, before, after, forced, created, deleted }) => [
    ref.slice(11),
    before,
    after,
    { forced, created, deleted },
  ]);
  const zero = '0'.repeat(40);
  const plain = { forced: false, created: false, deleted: false };
  expect(brief).toEqual([
    ['main', zero, one, { ...plain, created: true }],
    ['staging', zero, two, { ...plain, created: true }],
    ['staging', two, reverted, plain],
    ['staging', reverted, two, { ...plain, forced: true }],
    ['main', one, merge, plain],
    ['staging', two, zero, { ...plain, deleted: true }],
  ]);
  expect(sent[1].commits[0]).toMatchObject({ added: ['ö "q"\n.txt'], modified: ['a'] });
  expect(sent[2].commits[0]).toMatchObject({ removed: ['ö "q"\n.txt'], modified: ['a'] });
  expect(sent[5].head_commit).toBeNull();
  await hook.close();
});
