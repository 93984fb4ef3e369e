import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { GithubStandin } from '../../standins/github/start.ts';
import { startGithub } from '../../standins/github/start.ts';
import { folder, git } from '../standins/github/clone.ts';
import { openFrontDoor } from './front-door.ts';

let github: GithubStandin;
let door: Awaited<ReturnType<typeof openFrontDoor>>;

beforeEach(async () => {
  github = await startGithub();
  door = await openFrontDoor({ secrets: ['new', 'old'] });
  await github.world.addRepository('acme/advent');
  github.world.addHook('acme/advent', { url: door.hook, secret: 'old' });
  await vi.waitFor(() => expect(door.ledger.ends.size).toBe(1));
});
afterEach(async () => {
  await github.close();
  await door.webhooks.close();
});

const commit = (content: string, branch = 'staging'): Promise<string> =>
  github.world.commit('acme/advent', branch, { a: content }, { author: 'ana', message: content });
const asked = (): unknown[] =>
  door.ledger.intents
    .map(({ intent }) => intent)
    .filter((intent) => intent.environment === 'staging')
    .map((intent) => (intent.kind === 'look-at-branch' ? intent.after : intent.kind));

test('the ping of the new hook says that it works', () => {
  expect(door.lines).toContainEqual(
    expect.objectContaining({ fields: expect.objectContaining({ note: 'the webhook of acme/advent works' }) }),
  );
});

test('git push becomes an intent with the commit and the pusher', async () => {
  await using place = await folder();
  const work = join(place.path, 'work');
  await commit('1', 'main');
  await git(['clone', '--quiet', github.world.remote('acme/advent', 'ana'), work]);
  await writeFile(join(work, 'b'), '2');
  await git(['-C', work, 'add', '.']);
  await git(['-C', work, 'commit', '--quiet', '-m', 'two; @everyone `$(id)`']);
  await git(['-C', work, 'push', '--quiet', 'origin', 'main:staging']);
  const sha = (await git(['-C', work, 'rev-parse', 'HEAD'])).stdout.trim();
  await vi.waitFor(() => expect(asked()).toEqual([sha]));
  expect(door.ledger.intents.at(-1)?.intent).toMatchObject({ pusher: 'ana', branch: 'staging', cause: 'push' });
  await github.world.deliveries.settled();
  expect(github.world.deliveries.all.map((delivery) => delivery.attempts.map(({ status }) => status))).toEqual([
    [202],
    [202],
    [202],
  ]);
});

test('tags, other branches, deletions and forks end with their reasons', async () => {
  await commit('1', 'main');
  await commit('2', 'feature/$(id)');
  await commit('3', 'staging');
  await github.world.deleteBranch('acme/advent', 'staging', 'ana');
  await github.world.addRepository('mallory/advent', { fork: true });
  github.world.addHook('mallory/advent', { url: door.hook, secret: 'new', ping: false });
  await github.world.commit('mallory/advent', 'staging', { a: '1' }, { author: 'mallory', message: 'x' });
  await vi.waitFor(() => expect(door.ledger.ends.size).toBe(6));
  const codes = [...door.ledger.ends.values()].map((end) => ('code' in end ? end.code : 'intent'));
  expect(codes.toSorted()).toEqual([
    'event.not-used',
    'intent',
    'push.branch-deleted',
    'push.fork',
    'push.odd-ref',
    'push.other-branch',
  ]);
  const fork = [...door.ledger.deliveries.values()].find((delivery) => delivery.repository === 'mallory/advent');
  expect(fork).toBeDefined();
  expect(fork?.raw).toBeUndefined();
});

test('lost, doubled and shuffled deliveries: each that arrives counts once', async () => {
  github.world.losesWebhooks(1);
  await commit('lost');
  github.world.doublesWebhooks(2, true);
  const twice = [await commit('a'), await commit('b')];
  github.world.reordersWebhooks(4, 3);
  const shuffled = [await commit('c'), await commit('d'), await commit('e'), await commit('f')];
  await github.world.deliveries.settled();
  await vi.waitFor(() => expect(asked()).toHaveLength(6));
  expect(new Set(asked())).toEqual(new Set([...twice, ...shuffled]));
});

test('a delivery that failed while the ledger was away is mended by a redelivery under the same id', async () => {
  door.ledger.before = () => Promise.reject(new Error('away'));
  const sha = await commit('1');
  await github.world.deliveries.settled();
  const delivery = github.world.deliveries.all.at(-1);
  expect(delivery?.attempts).toMatchObject([{ status: 503 }]);
  door.ledger.before = () => undefined;
  const path = `/repos/acme/advent/hooks/1/deliveries/${delivery?.id}/attempts`;
  await fetch(github.apiUrl + path, { method: 'POST', headers: { authorization: `token ${github.world.botToken}` } });
  await vi.waitFor(() => expect(asked()).toEqual([sha]));
  expect(door.ledger.deliveries.has(delivery?.guid ?? '')).toBe(true);
});
