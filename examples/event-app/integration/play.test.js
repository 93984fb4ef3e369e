/* oxlint-disable typescript/no-floating-promises -- node:test itself awaits what test() and describe() return */
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { december } from '../src/event/content.js';
import { Visitor, openDay, somebody } from './visitor.js';

const anyone = new Visitor();

describe('play', () => {
  /** @type {Awaited<ReturnType<typeof openDay>>} */
  let open;
  let path = '';

  // Before each: where it fails before all of them, a report says of each that it was cancelled, and of none why.
  beforeEach(async () => {
    open ??= await openDay();
    path = `/api/days/${open.day}`;
  });

  test('lists the days in order', async () => {
    const { days } = await anyone.done('/api/days');
    assert.deepEqual(
      days.map((day) => day.day),
      Array.from({ length: 24 }, (_, index) => index + 1),
    );
  });

  test('wants a login before anything else', async () => {
    assert.equal(await anyone.refused(path), '401 log-in');
    assert.equal(await anyone.refused(`${path}/completions`, { body: open.normal }), '401 log-in');
    assert.equal(await anyone.refused(`${path}/feedback`, { method: 'PUT', body: { rating: 5 } }), '401 log-in');
  });

  test('tells a story and asks a question, and keeps the answer', async () => {
    const ada = await somebody('ada');
    const day = await ada.done(path);
    assert.equal(day.questions.normal, december[open.day - 1].normal[0]);
    assert.equal(JSON.stringify(day).includes('"answer"'), false);
  });

  test('opens no day before its time', async (t) => {
    const closed = (await anyone.done('/api/days')).days.find((day) => !day.open);
    if (closed === undefined) return t.skip('every day is open here');
    const ada = await somebody('ada');
    assert.equal(await ada.refused(`/api/days/${closed.day}`), '403 not-open');
    const answer = { answer: december[closed.day - 1].normal[1] };
    assert.equal(await ada.refused(`/api/days/${closed.day}/completions`, { body: answer }), '403 not-open');
  });

  test('takes the right answer only', async () => {
    const ada = await somebody('ada');
    assert.equal(await ada.refused(`${path}/completions`, { body: { answer: 'rain' } }), '422 wrong-answer');
    assert.equal(
      (await ada.ask(`${path}/completions`, { body: { answer: ` ${open.normal.answer.toUpperCase()} ` } })).status,
      201,
    );
  });

  test('counts a completed day once, however often it is sent', async () => {
    const ada = await somebody('ada');
    const count = async () => (await anyone.done('/api/completions')).completions;
    const first = await ada.ask(`${path}/completions`, { body: open.normal });
    assert.equal(first.status, 201);
    const again = await Promise.all(
      Array.from({ length: 5 }, () => ada.ask(`${path}/completions`, { body: open.normal })),
    );
    assert.deepEqual(
      again.map((answer) => answer.status),
      [200, 200, 200, 200, 200],
    );
    assert.deepEqual((await ada.done('/api/me')).completions, [{ day: open.day, mode: 'normal' }]);
    assert.ok((await count()) >= 1);
  });

  test('lets veteran take normal’s place, never the other way round', async () => {
    const ada = await somebody('ada');
    await ada.done(`${path}/completions`, { body: open.normal });
    assert.equal((await ada.ask(`${path}/completions`, { body: open.veteran })).status, 201);
    assert.deepEqual((await ada.done('/api/me')).completions, [{ day: open.day, mode: 'veteran' }]);
    assert.equal((await ada.ask(`${path}/completions`, { body: open.normal })).status, 200);
    assert.deepEqual((await ada.done('/api/me')).completions, [{ day: open.day, mode: 'veteran' }]);
  });

  test('hears what people think of a day that they have completed', async () => {
    const ada = await somebody('ada');
    const say = (body) => ({ method: 'PUT', body });
    assert.equal(await ada.refused(`${path}/feedback`, say({ rating: 5 })), '409 not-completed');
    await ada.done(`${path}/completions`, { body: open.normal });
    await ada.done(`${path}/feedback`, say({ rating: 4, words: '<b>good</b>' }));
    await ada.done(`${path}/feedback`, say({ rating: 5, words: '<b>better</b>' }));
    assert.deepEqual((await ada.done('/api/me')).feedback, [{ day: open.day, rating: 5, words: '<b>better</b>' }]);
    assert.equal(await ada.refused(`${path}/feedback`), '403 not-admin');
  });

  test('refuses what makes no sense, with a reason', async () => {
    const ada = await somebody('ada');
    for (const body of [
      {},
      { answer: '' },
      { answer: 1 },
      { answer: 'x'.repeat(101) },
      { ...open.normal, admin: true },
      { ...open.normal, mode: 'god' },
    ]) {
      assert.equal(await ada.refused(`${path}/completions`, { body }), '400 bad-request', JSON.stringify(body));
    }
    for (const body of [{ rating: 0 }, { rating: 6 }, { rating: 2.5 }, { rating: 3, words: 'x'.repeat(1001) }]) {
      assert.equal(
        await ada.refused(`${path}/feedback`, { method: 'PUT', body }),
        '400 bad-request',
        JSON.stringify(body),
      );
    }
    assert.equal(await ada.refused('/api/days/first/completions', { body: open.normal }), '400 bad-request');
    assert.equal(await ada.refused('/api/days/99/completions', { body: open.normal }), '404 unknown-day');
  });
});
