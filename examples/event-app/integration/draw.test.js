/* oxlint-disable typescript/no-floating-promises -- node:test itself awaits what test() and describe() return */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import { verify } from '../src/draw/verify-proof.js';
import { Visitor, newName, openDay, somebody } from './visitor.js';

/** More than there are people, so that everybody who takes part wins. */
const plenty = 200_000;
const stockOf = async (prize) =>
  (await new Visitor().done('/api/prizes')).prizes.find(({ id }) => id === prize.id)?.stock;

/** Played and said something: takes part. */
async function player(who, wanted) {
  const [visitor, { day, normal }] = await Promise.all([somebody(who, wanted), openDay()]);
  await visitor.done(`/api/days/${day}/completions`, { body: normal });
  await visitor.done(`/api/days/${day}/feedback`, { method: 'PUT', body: { rating: 5, words: 'Good.' } });
  return visitor;
}

describe('the prize draw', () => {
  /** @type {Visitor} */
  let admin;
  /** @type {Visitor} */
  let ada;
  let prize;
  const announced = [];

  before(async () => {
    admin = await somebody('admin', { admin: true });
    prize = await admin.done('/api/prizes', { body: { title: newName('prize'), stock: plenty } });
  });
  // Before each: where it fails before all of them, a report says of each that it was cancelled, and of none why.
  beforeEach(async () => {
    ada ??= await player('ada');
  });
  // What the suite has drawn is no news for anybody.
  after(async () => {
    for (const id of announced) await admin.ask(`/api/draws/${id}`, { method: 'DELETE' });
  });

  async function announce(wanted = {}) {
    const body = { title: newName('draw'), daysNeeded: 1, prizes: [{ prize: prize.id, amount: plenty }], ...wanted };
    const draw = await admin.done('/api/draws', { body });
    announced.push(draw.id);
    return draw;
  }

  test('is for those who run the event to announce and to draw', async () => {
    const draw = await announce();
    const body = { title: 'mine', daysNeeded: 1, prizes: [{ prize: prize.id, amount: 1 }] };
    assert.equal(await ada.refused('/api/draws', { body }), '403 not-admin');
    assert.equal(await ada.refused(`/api/draws/${draw.id}/run`, { method: 'POST' }), '403 not-admin');
    assert.equal(await ada.refused('/api/prizes', { body: { title: 'mine', stock: 1 } }), '403 not-admin');
    assert.equal(await new Visitor().refused(`/api/draws/${draw.id}/run`, { method: 'POST' }), '401 log-in');
  });

  test('says what keeps somebody out, and lets in who has done it', async () => {
    const draw = await announce();
    const out = async (visitor) =>
      (await visitor.done(`/api/draws/${draw.id}/me`)).because.map((one) => one.reason).sort();
    assert.deepEqual(await out(await somebody('idle')), ['no-feedback', 'too-few-days']);
    assert.deepEqual(await out(admin), ['no-feedback', 'runs-the-event', 'too-few-days']);
    assert.deepEqual(await out(await player('unlinked', { linked: false })), ['no-discord-account']);
    assert.deepEqual(await out(ada), []);
    const forVeterans = await announce({ mode: 'veteran' });
    const answer = await ada.done(`/api/draws/${forVeterans.id}/me`);
    assert.deepEqual(
      answer.because.map((one) => one.reason),
      ['too-few-veteran-days'],
    );
  });

  test('keeps its seed secret until it is over, and its hash public from the beginning', async () => {
    const draw = await announce();
    assert.match(draw.seedHash, /^[0-9a-f]{64}$/);
    assert.equal(JSON.stringify(await admin.done(`/api/draws/${draw.id}`)).includes('"seed"'), false);
    assert.equal(await admin.refused(`/api/draws/${draw.id}/proof`), '409 not-drawn');
    const { seed } = await admin.done(`/api/draws/${draw.id}/run`, { method: 'POST' });
    assert.equal(createHash('sha256').update(seed).digest('hex'), draw.seedHash);
  });

  test('gives each winner one prize, from the stock that there is, once', async () => {
    const few = await admin.done('/api/prizes', { body: { title: newName('few'), stock: 2 } });
    await player('second');
    const draw = await announce({
      prizes: [
        { prize: few.id, amount: 5 },
        { prize: prize.id, amount: plenty },
      ],
    });
    const idle = await somebody('idle');
    const { ticket } = await idle.done(`/api/draws/${draw.id}/me`);
    const runs = await Promise.all(
      Array.from({ length: 4 }, () => admin.ask(`/api/draws/${draw.id}/run`, { method: 'POST' })),
    );
    assert.deepEqual(
      runs.map((run) => run.status).toSorted((a, b) => a - b),
      [200, 409, 409, 409],
    );
    const proof = await new Visitor().done(`/api/draws/${draw.id}/proof`);
    const tickets = proof.winners.map((one) => one.ticket);
    assert.equal(new Set(tickets).size, tickets.length, 'somebody has won twice');
    assert.equal(tickets.length, proof.entrants.length, 'there were prizes for all');
    assert.equal(proof.winners.filter((one) => one.prize === few.id).length, 2);
    assert.equal(await stockOf(few), 0);
    assert.equal(proof.entrants.includes(ticket), false, 'somebody takes part who may not');
    assert.equal(proof.entrants.includes((await ada.done('/api/me')).ticket), true);
  });

  test('can be drawn again by anyone, with the same winners', async () => {
    // So many that another seed would not put them into the same order by chance: once in 3,628,800 draws.
    await Promise.all(Array.from({ length: 10 }, (_, at) => player(`of-ten-${at}`)));
    const draw = await announce();
    await admin.done(`/api/draws/${draw.id}/run`, { method: 'POST' });
    const proof = await new Visitor().done(`/api/draws/${draw.id}/proof`);
    assert.deepEqual(verify(proof, draw.seedHash), []);
    assert.notDeepEqual(
      verify({ ...proof, winners: [{ ...proof.winners[0], ticket: 'me' }, ...proof.winners.slice(1)] }),
      [],
    );
  });

  test('is a rehearsal here: the winner sees it, and can claim nothing', async () => {
    const draw = await announce();
    await admin.done(`/api/draws/${draw.id}/run`, { method: 'POST' });
    const win = (await ada.done('/api/me')).wins.find((one) => one.draw === draw.title);
    assert.equal(win?.rehearsal, true);
    assert.equal(await ada.refused(`/api/wins/${win.id}/claim`, { method: 'POST' }), '403 rehearsal');
    const other = await somebody('other');
    assert.equal(await other.refused(`/api/wins/${win.id}/claim`, { method: 'POST' }), '404 unknown-win');
  });

  test('says nothing to the outside when made-up people draw', async () => {
    const draw = await announce();
    await admin.done(`/api/draws/${draw.id}/run`, { method: 'POST' });
    const { announcements } = await new Visitor().done('/api/outbox');
    const mine = announcements.filter((one) => one.words.includes(draw.title));
    assert.equal(mine.length, 2);
    for (const one of mine) assert.match(one.outcome, /^(recorded|off)$/);
  });

  test('gives everything back when a rehearsal is forgotten', async () => {
    const draw = await announce({ prizes: [{ prize: prize.id, amount: 1 }] });
    const had = await stockOf(prize);
    await admin.done(`/api/draws/${draw.id}/run`, { method: 'POST' });
    assert.equal(await stockOf(prize), had - 1);
    assert.equal(await ada.refused(`/api/draws/${draw.id}`, { method: 'DELETE' }), '403 not-admin');
    await admin.done(`/api/draws/${draw.id}`, { method: 'DELETE' });
    assert.equal(await stockOf(prize), had);
  });
});
