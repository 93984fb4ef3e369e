import { createSign, generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { GithubStandin } from '../../../standins/github/start.ts';
import { startGithub } from '../../../standins/github/start.ts';

let github: GithubStandin;
let sha: string;

beforeEach(async () => {
  github = await startGithub();
  await github.world.addRepository('acme/advent');
  sha = await github.world.commit('acme/advent', 'main', { a: '1' }, { author: 'ana', message: 'one' });
});
afterEach(() => github.close());

interface Answered {
  status: number;
  // Test code reads many shapes; each assertion says what it expects of them.
  body: any; // oxlint-disable-line typescript/no-explicit-any
  headers: Headers;
}

async function api(route: string, body?: unknown, authorization = `token ${github.world.botToken}`): Promise<Answered> {
  const [method = 'GET', path = ''] = route.split(' ');
  const response = await fetch(github.apiUrl + path.replace('~', '/repos/acme/advent'), {
    method,
    headers: authorization === '' ? {} : { authorization },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text), headers: response.headers };
}

test('statuses: states, lengths and commits are checked; the newest comes first; the combined one sums up', async () => {
  const post = (more: object, at = sha): Promise<Answered> => api(`POST ~/statuses/${at}`, more);
  expect((await post({ state: 'pending', context: 'a', description: 'x'.repeat(140) })).status).toBe(201);
  expect(await post({ state: 'pending', description: 'x'.repeat(141) })).toMatchObject({
    status: 422,
    body: { message: 'Validation Failed', errors: [{ resource: 'Status', field: 'description' }] },
  });
  expect((await post({ state: 'done' })).status).toBe(422);
  expect(await post({ state: 'success' }, 'f'.repeat(40))).toMatchObject({
    status: 422,
    body: { message: `No commit found for SHA: ${'f'.repeat(40)}` },
  });
  expect((await post({ state: 'success' }, 'main')).status).toBe(422);
  expect((await post({ state: 'success', context: 'a' })).status).toBe(201);
  const { body } = await api(`GET ~/commits/${sha}/statuses`);
  expect(body.map((status: { state: string }) => status.state)).toEqual(['success', 'pending']);
  expect((await api('GET ~/commits/main/status')).body).toMatchObject({ state: 'success', total_count: 1, sha });
  expect(github.world.statuses('acme/advent', sha)).toHaveLength(2);
  expect(github.world.violations).toEqual([]);
});

test('deployments: contexts gate them, success makes earlier ones inactive, lists are filtered and paged', async () => {
  const wanted = { ref: sha, environment: 'staging', auto_merge: false, payload: { key: 'k1' } };
  await api(`POST ~/statuses/${sha}`, { state: 'pending', context: 'ci' });
  expect((await api('POST ~/deployments', wanted)).status).toBe(409);
  const ids: number[] = [];
  for (const key of ['k1', 'k2', 'k3']) {
    const made = await api('POST ~/deployments', { ...wanted, required_contexts: [], payload: { key } });
    expect(made).toMatchObject({ status: 201, body: { sha, payload: { key }, production_environment: false } });
    ids.push(made.body.id);
  }
  const list = await api(`GET ~/deployments?sha=${sha}&environment=staging&per_page=2`);
  expect(list.body.map((one: { id: number }) => one.id)).toEqual([ids[2], ids[1]]);
  expect(list.headers.get('link')).toContain('page=2>; rel="next"');
  expect((await api('GET ~/deployments?environment=production')).body).toEqual([]);

  const say = (id: number | undefined, body: object): Promise<Answered> =>
    api(`POST ~/deployments/${id}/statuses`, body);
  expect((await say(ids[0], { state: 'success', environment_url: 'http://staging.test' })).status).toBe(201);
  expect((await say(ids[1], { state: 'in_progress' })).status).toBe(201);
  expect((await say(ids[1], { state: 'success' })).status).toBe(201);
  const states = (at: number): unknown =>
    github.world.deployments('acme/advent')[at]?.statuses.map(({ state }) => state);
  expect([states(0), states(1), states(2)]).toEqual([['success', 'inactive'], ['in_progress', 'success'], []]);
  expect((await say(ids[1], { state: 'won' })).status).toBe(422);
  expect((await say(1, { state: 'success' })).status).toBe(404);
  expect((await api(`GET ~/deployments/${ids[1]}/statuses`)).body).toMatchObject([
    { state: 'success' },
    { state: 'in_progress' },
  ]);
  expect(github.world.violations).toEqual([]);
});

test('what GitHub does not document is a violation, whatever the answer', async () => {
  const { violations } = github.world;
  await api('POST ~/statuses/' + sha, { state: 'success', colour: 'red' });
  expect(violations.splice(0)).toEqual([expect.stringContaining('unknown body keys colour')]);
  expect((await api('GET ~/nonsense')).status).toBe(404);
  expect(violations.splice(0)).toEqual([expect.stringContaining('no such route')]);
  await api('GET ~/deployments?colour=red');
  expect(violations.splice(0)).toEqual([expect.stringContaining('unknown query parameter colour')]);
  await api('POST ~/deployments', { ref: sha });
  expect(violations.splice(0)).toEqual([expect.stringContaining('auto_merge')]);
  expect((await api('POST ~/deployments', '{"ref":')).status).toBe(400);
  expect((await api('GET ~', undefined, '')).status).toBe(401);
  expect((await api('GET ~', undefined, 'token wrong')).body).toMatchObject({ message: 'Bad credentials' });
  expect((await api('GET /repos/acme/other')).status).toBe(404);
  expect(violations).toEqual([]);
});

test('commits, branches, refs and comparisons are read from the real repository', async () => {
  const next = await github.world.commit('acme/advent', 'feature/x', { b: '2' }, { author: 'ben', message: 'two' });
  expect((await api('GET ~/branches/feature%2Fx')).body).toMatchObject({ name: 'feature/x', commit: { sha: next } });
  expect((await api('GET ~/branches/gone')).body).toMatchObject({ message: 'Branch not found' });
  expect((await api('GET ~/git/ref/heads%2Ffeature%2Fx')).body).toMatchObject({ object: { sha: next } });
  expect((await api('GET ~/git/ref/heads/gone')).status).toBe(404);
  expect((await api(`GET ~/commits/${next}`)).body).toMatchObject({
    sha: next,
    commit: { message: 'two', author: { name: 'ben' } },
    author: { login: 'ben' },
    parents: [{ sha }],
    files: [{ filename: 'b', status: 'added' }],
  });
  expect((await api(`GET ~/commits?sha=feature/x&per_page=1`)).body).toMatchObject([{ sha: next }]);
  const compared = async (what: string): Promise<unknown> => {
    const { status, ahead_by, behind_by } = (await api(`GET ~/compare/${what}`)).body;
    return [status, ahead_by, behind_by];
  };
  expect(await compared(`${sha}...${next}`)).toEqual(['ahead', 1, 0]);
  expect(await compared('feature/x...main')).toEqual(['behind', 0, 1]);
  expect(await compared('main...main')).toEqual(['identical', 0, 0]);
  await github.world.commit('acme/advent', 'main', { c: '3' }, { author: 'ana', message: 'three' });
  expect(await compared('main...feature%2Fx')).toEqual(['diverged', 1, 1]);
  expect((await api('GET ~/compare/main...gone')).status).toBe(404);
});

test('a commit knows the pull requests that bring it, open or merged', async () => {
  const next = await github.world.commit('acme/advent', 'feature', { b: '2' }, { author: 'ben', message: 'two' });
  const pull = { head: 'feature', base: 'main', title: 'Feature', author: 'ben' };
  const number = github.world.openPull('acme/advent', pull);
  const numbers = async (commit: string): Promise<unknown> =>
    (await api(`GET ~/commits/${commit}/pulls`)).body.map((one: { number: number }) => one.number);
  expect(await numbers(next)).toEqual([number]);
  expect(await numbers(sha)).toEqual([]);
  const merge = await github.world.mergePull('acme/advent', number, 'ana');
  expect(await numbers(next)).toEqual([number]);
  expect(await numbers(merge)).toEqual([number]);
  expect((await api(`GET ~/pulls/${number}`)).body).toMatchObject({ state: 'closed', merge_commit_sha: merge });
  expect((await api('GET ~/pulls')).body).toEqual([]);
});

test('an app gets a token for an hour with a JWT of its key, and with no other', async () => {
  let now = Date.now();
  await github.close();
  github = await startGithub({ clock: { now: () => now, wait: () => Promise.resolve() } });
  await github.world.addRepository('acme/advent');
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
  github.world.addApp('77', publicKey.export({ type: 'spki', format: 'pem' }).toString());
  const jwt = (claims: object, key = privateKey, alg = 'RS256'): string => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const seconds = Math.floor(now / 1000);
    const text = `${part({ alg, typ: 'JWT' })}.${part({ iat: seconds - 30, exp: seconds + 570, iss: '77', ...claims })}`;
    return `bearer ${text}.${createSign('sha256').update(text).sign(key).toString('base64url')}`;
  };
  const seconds = Math.floor(now / 1000);
  for (const bad of [
    jwt({ iss: '78' }),
    jwt({}, other.privateKey),
    jwt({}, privateKey, 'none'),
    jwt({ exp: seconds - 1 }),
    jwt({ exp: seconds + 3600 }),
    'bearer nonsense',
    `token ${github.world.botToken}`,
  ]) {
    expect((await api('GET ~/installation', undefined, bad)).status).toBe(401);
  }
  const { body: installation } = await api('GET ~/installation', undefined, jwt({}));
  const made = await api(`POST /app/installations/${installation.id}/access_tokens`, {}, jwt({}));
  expect(made.status).toBe(201);
  expect((await api('GET ~', undefined, `token ${made.body.token}`)).status).toBe(200);
  now += 3_600_001;
  expect((await api('GET ~', undefined, `token ${made.body.token}`)).status).toBe(401);
});

test('faults of the API strike in order, only where they are aimed, and leave no effect unless they say so', async () => {
  const status = { state: 'success' };
  github.world.breaksApi({ kind: 'rate-limited', on: 'POST /repos/acme/advent/statuses', retryAfter: 7 });
  github.world.breaksApi({ kind: 'secondary-limit', on: 'POST' });
  github.world.breaksApi({ kind: 'server-error', on: 'POST' });
  expect((await api('GET ~')).status).toBe(200);
  const limited = await api(`POST ~/statuses/${sha}`, status);
  expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
  expect(await api(`POST ~/statuses/${sha}`, status)).toMatchObject({
    status: 403,
    body: { message: expect.stringContaining('secondary rate limit') },
  });
  expect((await api(`POST ~/statuses/${sha}`, status)).status).toBe(500);
  github.world.breaksApi({ kind: 'html' });
  github.world.breaksApi({ kind: 'garbage' });
  await expect(api('GET ~')).rejects.toThrow(/not valid JSON/);
  await expect(api('GET ~')).rejects.toThrow(/JSON/);
  expect(github.world.statuses('acme/advent', sha)).toEqual([]);
  github.world.breaksApi({ kind: 'stores-then-hangs' });
  const hanging = api(`POST ~/statuses/${sha}`, status);
  hanging.catch(() => undefined);
  await expect.poll(() => github.world.statuses('acme/advent', sha).length).toBe(1);
  github.world.breaksApi({ kind: 'hang' });
  github.world.heals();
  expect((await api('GET ~')).status).toBe(200);
  await github.close();
  await expect(hanging).rejects.toThrow();
  github = await startGithub();
});

test('everything can be done and seen over HTTP, too', async () => {
  const act = async (order: object): Promise<unknown> => {
    const response = await fetch(`${github.url}/_world/act`, { method: 'POST', body: JSON.stringify(order) });
    return { status: response.status, ...((await response.json()) as object) };
  };
  expect(await act({ verb: 'addRepository', repository: 'acme/two' })).toMatchObject({ repository: 'acme/two' });
  const files = { 'a.txt': 'hi' };
  const made = await act({ verb: 'commit', repository: 'acme/two', branch: 'x', files, author: 'ana', message: 'm' });
  expect(made).toMatchObject({ sha: await github.world.head('acme/two', 'x') });
  expect(await act({ verb: 'breaksApi', kind: 'server-error' })).toEqual({ status: 200 });
  expect((await api('GET ~')).status).toBe(500);
  expect(await act({ verb: 'explode' })).toMatchObject({ status: 400 });
  expect(await act({ verb: 'commit', repository: 'acme/none', branch: 'x', files, author: 'a', message: 'm' })).toEqual(
    {
      status: 400,
      error: expect.stringContaining('no repository acme/none'),
    },
  );
  const state = await (await fetch(`${github.url}/_world/state`)).json();
  expect(state).toMatchObject({
    repositories: [{ fullName: 'acme/advent', branches: { main: sha } }, { fullName: 'acme/two' }],
    deliveries: [],
    violations: [],
  });
});
