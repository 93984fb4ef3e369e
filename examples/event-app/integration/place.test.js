/* oxlint-disable typescript/no-floating-promises -- node:test itself awaits what test() and describe() return */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Visitor, somebody } from './visitor.js';

describe('the place', () => {
  const anyone = new Visitor();

  test('is healthy, its database included', async () => {
    const answer = await anyone.ask('/healthz');
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.json(), { ok: true });
  });

  test('says which commit, environment and schema it is, and where its sessions are', async () => {
    const { commit, environment, schema, sessions } = (await anyone.ask('/version')).json();
    assert.match(commit, /^([0-9a-f]{40}|[0-9a-f]{64}|development)$/);
    assert.notEqual(environment, 'production');
    assert.match(schema, /^\d{3}-[\w-]+\.sql$/);
    assert.match(sessions, /^(redis|postgres)$/);
  });

  test('shows a page that knows where it is, and wants not to be found', async () => {
    const page = await anyone.ask('/');
    assert.equal(page.status, 200);
    assert.match(page.headers.get('content-type') ?? '', /text\/html/);
    assert.equal(page.headers.get('x-robots-tag'), 'noindex, nofollow');
    assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'self'/);
    const config = (await anyone.ask('/config.json')).json();
    assert.equal(config.production, false);
    assert.equal(config.environment, (await anyone.ask('/version')).json().environment);
  });

  test('does not know other paths, and no stage tool without a signature', async () => {
    assert.equal(await anyone.refused('/admin'), '404 not-found');
    assert.match(await anyone.refused('/_stage/reset', { body: {} }), /^(401 stage\.unsigned|404 not-found)$/);
  });

  test('lets no other site act in somebody’s name', async () => {
    const ada = await somebody('ada');
    const asEvil = { method: 'PUT', body: { rating: 1 }, headers: { origin: 'https://evil.example' } };
    assert.equal(await ada.refused('/api/days/1/feedback', asEvil), '403 foreign-origin');
    const answer = await ada.ask('/api/me', { headers: { origin: 'https://evil.example' } });
    assert.equal(answer.headers.get('access-control-allow-origin'), null);
  });
});
