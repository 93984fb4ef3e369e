import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { createGithub } from '../../../src/adapters/github/forge.ts';
import type { GithubOptions } from '../../../src/adapters/github/ask.ts';
import { CredentialRefused } from '../../../src/core/credential-refused.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import type { GithubStandin } from '../../../standins/github/start.ts';
import { startGithub } from '../../../standins/github/start.ts';

let github: GithubStandin;
let sha: string;

beforeEach(async () => {
  github = await startGithub();
  await github.world.addRepository('acme/advent');
  sha = await github.world.commit('acme/advent', 'staging', { a: '1' }, { author: 'ana', message: 'one' });
});
afterEach(async () => {
  const { violations } = github.world;
  await github.close();
  expect(violations).toEqual([]);
});

const made = (more: Partial<GithubOptions> = {}) =>
  createGithub({
    apiUrl: github.apiUrl,
    credentials: { token: github.world.botToken },
    repositories: { advent: 'acme/advent', other: 'acme/other' },
    clock: systemClock,
    tries: 1,
    ...more,
  });
const status = { state: 'pending', description: 'building', context: 'greenroom/staging' } as const;
const wanted = () => ({
  commit: sha,
  environment: 'staging',
  production: false,
  description: 'Deployment #1',
  key: 'deployment-1',
});

test('a status arrives with its context, address, and a description cut to what GitHub takes', async () => {
  const { forge } = made();
  await forge.status('advent', sha, {
    ...status,
    description: `line one\nline two \u0000 ${'😀'.repeat(100)}`,
    url: 'http://discord.test/card',
  });
  const [stored] = github.world.statuses('acme/advent', sha);
  expect(stored).toMatchObject({
    state: 'pending',
    context: 'greenroom/staging',
    targetUrl: 'http://discord.test/card',
    creator: { login: 'greenroom-bot' },
  });
  expect(stored?.description).toMatch(/^line one line two 😀/u);
  expect(stored?.description?.length).toBeLessThanOrEqual(140);
  expect(stored?.description?.isWellFormed()).toBe(true);
  expect(stored?.description?.at(-1)).toBe('…');
});

test('a deployment is made although statuses are pending, is found again by its key, and gets its states', async () => {
  const { forge } = made();
  await forge.status('advent', sha, status);
  const id = await forge.deployment('advent', wanted());
  expect(await forge.deployment('advent', wanted())).toBe(id);
  expect(await made().forge.deployment('advent', wanted())).toBe(id);
  const other = await forge.deployment('advent', { ...wanted(), key: 'deployment-2' });
  expect(other).not.toBe(id);
  const production = await forge.deployment('advent', { ...wanted(), environment: 'production', production: true });
  await forge.deploymentStatus('advent', id, 'in_progress', undefined, 'building');
  await forge.deploymentStatus('advent', id, 'success', 'http://staging.test', 'x'.repeat(200));
  const stored = github.world.deployments('acme/advent');
  expect(stored.map((one) => [one.id, one.environment, one.production, one.payload, one.sha])).toEqual([
    [id, 'staging', false, { key: 'deployment-1' }, sha],
    [other, 'staging', false, { key: 'deployment-2' }, sha],
    [production, 'production', true, { key: 'deployment-1' }, sha],
  ]);
  expect(stored[0]?.statuses).toMatchObject([
    { state: 'in_progress', environmentUrl: '' },
    { state: 'success', environmentUrl: 'http://staging.test', description: `${'x'.repeat(139)}…` },
  ]);
});

test('an answer that never came leaves one deployment, not two', async () => {
  const { forge } = made({ timeoutMs: 300, tries: 3 });
  github.world.breaksApi({ kind: 'stores-then-hangs', on: 'POST' });
  await expect(forge.deployment('advent', wanted())).rejects.toThrow(
    'GitHub did not answer when asked to make a deployment: no answer within 300 ms.',
  );
  const id = await forge.deployment('advent', wanted());
  expect(github.world.deployments('acme/advent').map((one) => one.id)).toEqual([id]);
});

test('one among more than a page of deployments is found', async () => {
  const { forge } = made();
  const id = await forge.deployment('advent', wanted());
  const post = async (at: number): Promise<void> => {
    const body = {
      ref: sha,
      environment: 'staging',
      auto_merge: false,
      required_contexts: [],
      payload: `{"key":"k${at}"}`,
    };
    await fetch(`${github.apiUrl}/repos/acme/advent/deployments`, {
      method: 'POST',
      headers: { authorization: `token ${github.world.botToken}` },
      body: JSON.stringify(body),
    });
  };
  for (let at = 0; at < 105; at += 1) await post(at);
  expect(await forge.deployment('advent', wanted())).toBe(id);
  const text = await forge.deployment('advent', { ...wanted(), key: 'k3' });
  expect(github.world.deployments('acme/advent').find((one) => one.id === text)?.payload).toBe('{"key":"k3"}');
});

test('heads and pull requests are read; a branch that is gone is no error, a hidden repository is', async () => {
  const { forge } = made();
  expect(await forge.head('advent', 'staging')).toMatchObject({ commit: sha });
  const next = await github.world.commit(
    'acme/advent',
    'feature/x',
    { b: '2' },
    { author: 'ben', message: 'two\n\nand why' },
  );
  expect(await forge.head('advent', 'feature/x')).toEqual({
    commit: next,
    subject: 'two',
    author: 'ben',
    login: 'ben',
    at: expect.any(Number),
  });
  expect(await forge.head('advent', 'gone')).toBeUndefined();
  await expect(forge.head('other', 'staging')).rejects.toThrow(
    /GitHub refused to look at branch staging: Not Found \(404\)/,
  );
  await expect(forge.head('nowhere', 'staging')).rejects.toThrow(/No project nowhere/);
  await github.world.commit('acme/advent', 'main', { c: '3' }, { author: 'ana', message: 'base' });
  const number = github.world.openPull('acme/advent', { head: 'feature/x', base: 'main', title: 'X', author: 'ben' });
  expect(await forge.pulls('advent', next)).toEqual([number]);
});

test('authors are those whom GitHub knows, of the commits that were asked for', async () => {
  const { forge } = made();
  const head = await github.world.commit('acme/advent', 'staging', { b: '2' }, { author: 'ben', message: 'two' });
  expect(await forge.authors('advent', head, [sha, head, 'f'.repeat(40)])).toEqual(
    new Map([
      [head, 'ben'],
      [sha, 'ana'],
    ]),
  );
  expect(await forge.authors('advent', head, [sha])).toEqual(new Map([[sha, 'ana']]));
});

test('authors are looked for page after page, but not for ever; a commit without an account has none', async () => {
  const name = (n: number): string => String(n).padStart(40, '0');
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const page = Number(new URL(request.url ?? '', 'http://x').searchParams.get('page'));
    asked.push(`page ${page}`);
    const list = Array.from({ length: 100 }, (_, at) => ({
      sha: name(page * 100 + at),
      author: at === 7 ? null : { login: `writer-${page}` },
    }));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(list));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { forge } = made({ apiUrl: `http://127.0.0.1:${port}` });
    expect(await forge.authors('advent', sha, [name(107), name(205)])).toEqual(new Map([[name(205), 'writer-2']]));
    expect(asked).toEqual(['page 1', 'page 2']);
    expect(await forge.authors('advent', sha, [name(9_999)])).toEqual(new Map());
    expect(asked).toHaveLength(5);
    expect(await forge.authors('advent', sha, [])).toEqual(new Map());
    expect(asked).toHaveLength(5);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('refusals are plain sentences without the token', async () => {
  const { forge } = made();
  await expect(forge.status('advent', 'f'.repeat(40), status)).rejects.toThrow(
    `GitHub refused to set the status greenroom/staging: No commit found for SHA: ${'f'.repeat(40)} (422).`,
  );
  const token = 'ghp_secretsecretsecret';
  const refused = made({ credentials: { token } }).forge.status('advent', sha, status);
  await expect(refused).rejects.toThrow(CredentialRefused);
  await expect(refused).rejects.toThrow(/GitHub refused it when asked to set the status .*Bad credentials \(401\)/);
  for (const kind of ['server-error', 'html', 'garbage', 'drop'] as const) {
    github.world.breaksApi({ kind });
    const error: unknown = await made({ credentials: { token } })
      .forge.status('advent', sha, status)
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(Error);
    const text = `${String(error)} ${JSON.stringify(error)} ${String((error as Error).cause)}`;
    expect(text).toMatch(/GitHub/);
    expect(text).not.toMatch(/secret|<h1>|Unicorn/);
  }
  const unreachable = made({ apiUrl: 'http://127.0.0.1:1' }).forge.head('advent', 'staging');
  await expect(unreachable).rejects.toThrow(/GitHub did not answer when asked to look at branch staging/);
});

test('a limit is obeyed: nothing more is asked until its time is over', async () => {
  let now = Date.now();
  const { forge } = made({ clock: { now: () => now, wait: () => Promise.resolve() }, tries: 3 });
  for (const kind of ['rate-limited', 'secondary-limit', 'primary-limit'] as const) {
    github.world.breaksApi({ kind, retryAfter: 90 });
    const before = github.world.requests.length;
    await expect(forge.head('advent', 'staging')).rejects.toThrow(
      /rate limit is used up: it asks to wait until \d\d:\d\d:\d\d UTC/,
    );
    await expect(forge.head('advent', 'staging')).rejects.toThrow(/rate limit/);
    expect(github.world.requests.length - before).toBe(1);
    now += 200_000;
    expect(await forge.head('advent', 'staging')).toMatchObject({ commit: sha });
  }
});

test('a limit without a time is obeyed for a minute, and is not taken for a want of rights', async () => {
  const body = JSON.stringify({ message: 'You have exceeded a secondary rate limit. Please wait a few minutes.' });
  let asked = 0;
  const limited = createServer((_, response) => {
    asked += 1;
    response.writeHead(403, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => limited.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void limited.close());
  const address = limited.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const { forge } = made({ apiUrl: `http://127.0.0.1:${port}` });
  await expect(forge.head('advent', 'staging')).rejects.toThrow(/rate limit is used up: it asks to wait until/);
  await expect(forge.head('advent', 'staging')).rejects.toThrow(/rate limit/);
  expect(asked).toBe(1);
});

test('a short limit and a 500 are waited out without the caller', async () => {
  const { forge } = made({ tries: 2 });
  github.world.breaksApi({ kind: 'secondary-limit', retryAfter: 1 });
  expect(await forge.head('advent', 'staging')).toMatchObject({ commit: sha });
  github.world.breaksApi({ kind: 'server-error' });
  expect(await forge.head('advent', 'staging')).toMatchObject({ commit: sha });
});

test('as an app: a PKCS#1 key, as GitHub hands it out, gets tokens for the API and for git', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  github.world.addApp('77', publicKey.export({ type: 'spki', format: 'pem' }).toString());
  const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  const app = made({ credentials: { appId: '77', privateKey: pem.replaceAll('\n', '\\n') } });
  await app.forge.status('advent', sha, status);
  expect(github.world.statuses('acme/advent', sha)).toMatchObject([{ creator: { login: 'greenroom[bot]' } }]);
  const token = await app.token('advent');
  expect(token).toMatch(/^ghs_/);
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  const refs = await fetch(`${github.serverUrl}/acme/advent.git/info/refs?service=git-receive-pack`, {
    headers: { authorization: `Basic ${basic}` },
  });
  expect(refs.status).toBe(200);
  await refs.body?.cancel();
  expect(github.world.requests.filter((request) => request.includes('access_tokens'))).toHaveLength(1);
  await expect(app.token('other')).rejects.toThrow(/make a token for git: Not Found/);
  expect(await made().token('advent')).toBe(github.world.botToken);
});

test('an app that mira uninstalls and installs again is used again, without a new start', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { world } = github;
  const installed = world.addApp('77', publicKey.export({ type: 'spki', format: 'pem' }).toString());
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const app = made({ credentials: { appId: '77', privateKey: pem } });
  const token = await app.token('advent');
  world.accounts.revoke(token);
  world.app = { ...installed, installationId: installed.installationId + 1 };
  // The clock of the library cannot be set: a token that is five seconds old is not waited for any more.
  await expect(app.forge.head('advent', 'staging')).rejects.toThrow(/GitHub refused it|Bad credentials/);
  expect(await app.forge.head('advent', 'staging')).toMatchObject({ commit: sha });
  expect(await app.token('advent')).not.toBe(token);
});

test('a key that is none is refused at start', () => {
  expect(() => made({ credentials: { appId: '77', privateKey: '-----BEGIN RSA' } })).toThrow(
    /GITHUB_APP_PRIVATE_KEY: found no private key in PEM form/,
  );
});
