/* oxlint-disable typescript/no-floating-promises -- node:test itself awaits what test() and describe() return */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Visitor, somebody } from './visitor.js';

describe('login', () => {
  test('sends people to Discord, with a state of their own and back to here', async () => {
    const [ada, ben] = [new Visitor(), new Visitor()];
    const answer = await ada.ask('/auth/login');
    assert.equal(answer.status, 302);
    const to = new URL(answer.headers.get('location') ?? '');
    assert.equal(to.pathname, '/oauth2/authorize');
    assert.equal(to.searchParams.get('response_type'), 'code');
    assert.equal(to.searchParams.get('scope'), 'identify');
    assert.match(to.searchParams.get('client_id') ?? '', /^\d{15,21}$/);
    assert.match(to.searchParams.get('redirect_uri') ?? '', /\/auth\/callback$/);
    const other = new URL((await ben.ask('/auth/login')).headers.get('location') ?? '');
    assert.notEqual(to.searchParams.get('state'), other.searchParams.get('state'));
    assert.match(ada.attributes.get('login') ?? '', /HttpOnly; SameSite=Lax/);
  });

  test('takes no answer that this browser did not ask for', async () => {
    const ada = new Visitor();
    const state = new URL((await ada.ask('/auth/login')).headers.get('location') ?? '').searchParams.get('state');
    assert.equal(await new Visitor().refused(`/auth/callback?state=${state}&code=stolen`), '403 state-mismatch');
    assert.equal(await ada.refused('/auth/callback?state=guessed&code=stolen'), '403 state-mismatch');
    assert.equal(
      await ada.refused(`/auth/callback?state=${state}&code=late`),
      '403 state-mismatch',
      'a state is for one use',
    );
  });

  test('takes no code that Discord does not know', async () => {
    const ada = new Visitor();
    const state = new URL((await ada.ask('/auth/login')).headers.get('location') ?? '').searchParams.get('state');
    assert.equal(await ada.refused(`/auth/callback?state=${state}&code=made-up`), '502 login-failed');
    assert.equal(ada.cookies.has('session'), false);
  });

  test('lets somebody in, keeps the session from scripts, and ends it', async () => {
    const ada = await somebody('ada');
    assert.match(ada.attributes.get('session') ?? '', /HttpOnly; SameSite=Lax/);
    assert.equal((await ada.done('/api/me')).synthetic, true);
    const stolen = new Visitor();
    stolen.cookies.set('session', ada.cookies.get('session') ?? '');
    await ada.done('/auth/logout', { method: 'POST' });
    assert.equal(await stolen.refused('/api/me'), '401 log-in');
    stolen.cookies.set('session', 'a'.repeat(43));
    assert.equal(await stolen.refused('/api/me'), '401 log-in');
  });
});
