import { createHmac } from 'node:crypto';
import examples from '@octokit/webhooks-examples/api.github.com/index.json' with { type: 'json' };
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { GithubStandin } from '../../../standins/github/start.ts';
import { startGithub } from '../../../standins/github/start.ts';
import { startReceiver } from './receiver.ts';

let github: GithubStandin;
let hook: Awaited<ReturnType<typeof startReceiver>>;

beforeEach(async () => {
  github = await startGithub();
  await github.world.addRepository('acme/advent');
  hook = await startReceiver();
  github.world.addHook('acme/advent', { url: hook.url, secret: 'secret', ping: false });
});
afterEach(async () => {
  await github.close();
  await hook.close();
});

const commit = (content: string): Promise<string> =>
  github.world.commit('acme/advent', 'staging', { a: content }, { author: 'ana', message: content });
const guids = (): unknown[] => hook.received.map((one) => one.headers['x-github-delivery']);
const afters = (): unknown[] => hook.payloads().map((payload) => payload['after']);

/** Paths of all fields with their JSON type; a list is known by its first item. */
function shape(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.length === 0 ? [] : shape(value[0], `${path}[]`);
  if (value === null || typeof value !== 'object') return [path];
  return Object.entries(value).flatMap(([key, inner]) => shape(inner, `${path}.${key}`));
}

test('a push is signed over its bytes and has every field of GitHub’s published example', async () => {
  await commit('1');
  const [received] = await hook.has(1);
  const hmac = (algorithm: string): string =>
    `${algorithm}=${createHmac(algorithm, 'secret')
      .update(received?.body ?? '')
      .digest('hex')}`;
  expect(received?.headers).toMatchObject({
    'content-type': 'application/json',
    'x-github-event': 'push',
    'x-hub-signature-256': hmac('sha256'),
    'x-hub-signature': hmac('sha1'),
  });
  expect(received?.headers['user-agent']).toMatch(/^GitHub-Hookshot\//);
  expect(received?.headers['x-github-delivery']).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);

  const pushes: readonly object[] = examples.find((event) => event.name === 'push')?.examples ?? [];
  const published = pushes.find((push) => 'commits' in push && Array.isArray(push.commits) && push.commits.length > 0);
  expect(published).toBeDefined();
  const personal =
    /^\.(installation|organization)|master_branch|repository\.organization|\.author\.username|\.committer\.username|\.(added|removed|modified)\[\]|owner\.(name|email)/;
  const wanted = shape(published).filter((path) => !personal.test(path));
  expect(wanted.length).toBeGreaterThan(100);
  const ours = shape(hook.payloads()[0]);
  expect(wanted.filter((path) => !ours.includes(path))).toEqual([]);
});

test('a new hook is pinged; a form hook sends a form', async () => {
  const { id } = github.world.addHook('acme/advent', { url: hook.url, secret: 'x', contentType: 'form' });
  const [ping] = await hook.has(1);
  expect(ping?.headers).toMatchObject({
    'x-github-event': 'ping',
    'x-github-hook-id': String(id),
    'content-type': 'application/x-www-form-urlencoded',
  });
  expect(JSON.parse(new URLSearchParams(ping?.body).get('payload') ?? '')).toMatchObject({ hook_id: id });
});

test('lost deliveries never arrive, and GitHub does not know', async () => {
  github.world.losesWebhooks(2);
  await commit('1');
  await commit('2');
  const third = await commit('3');
  await hook.has(1);
  await github.world.deliveries.settled();
  expect(afters()).toEqual([third]);
  expect(github.world.deliveries.all).toHaveLength(3);
});

test('doubled deliveries share their id, or the body alone', async () => {
  github.world.doublesWebhooks(1);
  await commit('1');
  await hook.has(2);
  expect(new Set(guids()).size).toBe(1);
  github.world.doublesWebhooks(1, true);
  await commit('2');
  await hook.has(4);
  expect(new Set(guids()).size).toBe(3);
  expect(hook.received[2]?.body).toBe(hook.received[3]?.body);
});

test('a seed decides the order in which held deliveries arrive', async () => {
  const orders: unknown[][] = [];
  for (const seed of [7, 7, 8]) {
    hook.received.length = 0;
    github.world.reordersWebhooks(5, seed);
    const shas: string[] = [];
    for (const content of ['1', '2', '3', '4', '5']) shas.push(await commit(`${orders.length}${content}`));
    await hook.has(5);
    expect(new Set(afters())).toEqual(new Set(shas));
    orders.push(afters().map((sha) => shas.indexOf(String(sha))));
    await github.world.deliveries.settled();
  }
  expect(orders[0]).toEqual(orders[1]);
  expect(orders[0]).not.toEqual([0, 1, 2, 3, 4]);
  expect(orders[0]).not.toEqual(orders[2]);
});

test('a redelivery by the API carries the same id and the same bytes; failures are listed', async () => {
  await hook.close();
  await commit('1');
  await github.world.deliveries.settled();
  hook = await startReceiver();
  const api = (path: string, method = 'GET'): Promise<Response> =>
    fetch(`${github.apiUrl}/repos/acme/advent/hooks/1/deliveries${path}`, {
      method,
      headers: { authorization: `Bearer ${github.world.botToken}` },
    });
  const list = (await (await api('')).json()) as { id: number; guid: string; status_code: number }[];
  expect(list).toMatchObject([{ status_code: 0, event: 'push', redelivery: false }]);
  const [failed] = list;
  const [before] = github.world.deliveries.all;
  // The hook lives on a new port now; GitHub would keep its address, so the stand-in's record is redirected.
  Object.assign(before?.hook ?? {}, { url: hook.url });
  expect((await api(`/${failed?.id}/attempts`, 'POST')).status).toBe(202);
  await hook.has(1);
  expect(guids()).toEqual([failed?.guid]);
  expect(hook.received[0]?.body).toBe(before?.body);
  await github.world.deliveries.settled();
  expect(await (await api('')).json()).toMatchObject([
    { guid: failed?.guid, status_code: 202, redelivery: true },
    { guid: failed?.guid, status_code: 0, redelivery: false },
  ]);
  expect((await api('/99/attempts', 'POST')).status).toBe(404);
});
