/* oxlint-disable typescript/no-floating-promises -- node:test itself awaits what test() and describe() return */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';

const base = process.env['GREENROOM_URL_API'];

/** @param {string} path @param {RequestInit} [init] */
async function ask(path, init) {
  const answer = await fetch(new URL(path, base), { ...init, signal: AbortSignal.timeout(10_000) });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, json: () => JSON.parse(text) };
}

/** @param {number | string} day @param {unknown} body */
const complete = (day, body) =>
  ask(`/api/days/${day}/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

/** Nobody else has it, so the suite may run any number of times, and twice at once. */
const newUser = () => `suite-${randomBytes(6).toString('hex')}`;

describe('the event app', () => {
  test('is healthy, its database included', async () => {
    const answer = await ask('/healthz');
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.json(), { ok: true });
  });

  test('says which commit, environment and schema it is', async () => {
    const { commit, environment, schema } = (await ask('/version')).json();
    assert.match(commit, /^([0-9a-f]{40}|[0-9a-f]{64}|development)$/);
    assert.notEqual(environment, 'production');
    assert.match(schema, /^\d{3}-[\w-]+\.sql$/);
  });

  test('says on its page that it is not the real event', async () => {
    const answer = await ask('/');
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('content-type') ?? '', /text\/html/);
    assert.match(answer.text, /not the real event/);
    assert.equal(answer.headers.get('x-robots-tag'), 'noindex, nofollow');
  });

  test('lists the days in order, the first of them open', async () => {
    const { days } = (await ask('/api/days')).json();
    assert.deepEqual(
      days.map((day) => day.day),
      Array.from({ length: 24 }, (_, index) => index + 1),
    );
    assert.equal(days[0].open, true);
    assert.deepEqual(
      days.map((day) => day.open),
      days.map((day) => day.open).toSorted((a, b) => Number(b) - Number(a)),
    );
  });

  test('counts a completed day once, however often it is sent', async () => {
    const user = newUser();
    const first = await complete(1, { user });
    assert.equal(first.status, 201);
    const again = await Promise.all(Array.from({ length: 5 }, () => complete(1, { user })));
    assert.deepEqual(
      again.map((answer) => answer.status),
      [200, 200, 200, 200, 200],
    );
    assert.deepEqual((await ask(`/api/users/${user}/completions`)).json(), { days: [1] });
    assert.ok((await ask('/api/completions')).json().completions >= 1);
  });

  test('refuses what makes no sense, with a reason', async () => {
    for (const body of [{}, { user: '' }, { user: 'x'.repeat(33) }, { user: '<script>' }, { user: 'a', admin: true }]) {
      const answer = await complete(1, body);
      assert.equal(answer.status, 400, JSON.stringify(body));
      assert.ok(answer.json().message.length > 0);
    }
    assert.equal((await complete('first', { user: newUser() })).status, 400);
    assert.equal((await complete(99, { user: newUser() })).status, 404);
  });

  test('does not know other paths', async () => {
    assert.equal((await ask('/admin')).status, 404);
    assert.equal((await ask('/_stage/reset')).status, 404);
  });
});
