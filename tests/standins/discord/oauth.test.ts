import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Stage } from './stage.ts';
import { HeldClock, expectNoFaults, stage } from './stage.ts';

let on: Stage;
const clock = new HeldClock();
const back = 'http://127.0.0.1/back';

beforeEach(async () => {
  on = await stage({ clock });
});
afterEach(() => on.close());

function authorize(more: Record<string, string> = {}): Promise<Response> {
  const query = new URLSearchParams({
    client_id: on.application.id,
    redirect_uri: back,
    response_type: 'code',
    scope: 'identify',
    state: 's1',
    user: on.ana,
    ...more,
  });
  return fetch(`${on.discord.url}/oauth2/authorize?${query.toString()}`, { redirect: 'manual' });
}

async function exchange(code: string, more: Record<string, string> = {}, version = '') {
  const form = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: back,
    client_id: on.application.id,
    client_secret: on.application.secret,
  };
  const response = await fetch(`${on.discord.apiUrl}${version}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({ ...form, ...more }),
  });
  return { status: response.status, body: (await response.json()) as { access_token: string; error?: string } };
}

async function code(): Promise<string> {
  const to = new URL((await authorize()).headers.get('location') ?? '');
  expect(to.searchParams.get('state')).toBe('s1');
  return to.searchParams.get('code') ?? '';
}

test('a code for a token for who it is; the code works once', async () => {
  const given = await code();
  const { status, body } = await exchange(given);
  expect([status, body]).toMatchObject([200, { token_type: 'Bearer', expires_in: 604_800, scope: 'identify' }]);
  expect(await on.api('GET /users/@me', undefined, { authorization: `Bearer ${body.access_token}` })).toMatchObject({
    status: 200,
    body: { id: on.ana, global_name: 'Ana' },
  });
  expect((await exchange(given)).body).toMatchObject({ error: 'invalid_grant' });
  clock.at += 604_800_001;
  expect((await on.api('GET /users/@me', undefined, { authorization: `Bearer ${body.access_token}` })).status).toBe(
    401,
  );
  expectNoFaults(on);
});

test('libraries ask for the token at an address with the version', async () => {
  expect(await exchange(await code(), {}, '/v10')).toMatchObject({ status: 200, body: { scope: 'identify' } });
  expectNoFaults(on);
});

test('a code is no good with another address, a wrong secret, or after a minute', async () => {
  expect((await exchange(await code(), { redirect_uri: 'http://127.0.0.1/other' })).body.error).toBe('invalid_grant');
  expect((await exchange(await code(), { client_secret: 'wrong' })).body.error).toBe('invalid_client');
  const old = await code();
  clock.at += 60_001;
  expect((await exchange(old)).body.error).toBe('invalid_grant');
});

test('who says no is sent back with an error; who has not said who they are can choose', async () => {
  const to = new URL((await authorize({ user: 'denied' })).headers.get('location') ?? '');
  expect([to.searchParams.get('error'), to.searchParams.get('state')]).toEqual(['access_denied', 's1']);
  const query = new URLSearchParams({
    client_id: on.application.id,
    redirect_uri: back,
    response_type: 'code',
    scope: 'identify',
    state: 's',
  });
  const page = await fetch(`${on.discord.url}/oauth2/authorize?${query.toString()}`);
  expect(await page.text()).toContain(`user=${on.ben}`);
});

test('an address that is not registered, an unknown client or scope, and a missing state are refused', async () => {
  for (const wrong of [
    { redirect_uri: 'http://127.0.0.1/other' },
    { client_id: '1' },
    { scope: 'everything' },
    { state: '' },
  ]) {
    expect((await authorize(wrong)).status).toBe(400);
  }
  expect(on.world.violations).toHaveLength(4);
});
