/* oxlint-disable typescript/no-floating-promises -- node:test itself awaits what test() and describe() return */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reasonWords, whyNot } from '../src/draw/eligibility.js';

const good = { linked: true, team: false, won: false, days: 6, veteranDays: 2, feedback: 1 };
const rules = { mode: 'normal', daysNeeded: 6, feedbackNeeded: true };

test('whoever has done everything takes part', () => assert.deepEqual(whyNot(good, rules), []));

/** What alone keeps somebody out, and what of the rules goes with it. @type {[string, object, object?][]} */
const alone = [
  ['no-discord-account', { linked: false }],
  ['runs-the-event', { team: true }],
  ['won-before', { won: true }],
  ['too-few-days', { days: 5 }],
  ['too-few-veteran-days', {}, { mode: 'veteran', daysNeeded: 3 }],
  ['no-feedback', { feedback: 0 }],
];

for (const [reason, change, other = {}] of alone) {
  test(`${reason} alone keeps somebody out, and has words`, () => {
    assert.deepEqual(whyNot({ ...good, ...change }, { ...rules, ...other }), [reason]);
    assert.ok(reasonWords[reason].length > 10);
  });
}

test('feedback is not asked for where the draw does not', () =>
  assert.deepEqual(whyNot({ ...good, feedback: 0 }, { ...rules, feedbackNeeded: false }), []));
test('days in veteran mode are days', () =>
  assert.deepEqual(whyNot({ ...good, days: 2 }, { ...rules, mode: 'veteran', daysNeeded: 2 }), []));
