import { reasonWords, whyNot } from '../draw/eligibility.js';
import { factsOf, factsOfAll } from '../draw/facts.js';
import { createChance } from '../seed/chance.js';
import { findUser } from './find-user.js';
import { findDraw } from './open-draws.js';

/** What counts where no draw is announced. */
const usual = { mode: 'normal', daysNeeded: 1, feedbackNeeded: true };

function madeUp(chance, days) {
  const done = chance.below(days + 1);
  return {
    linked: chance.happens(0.95),
    team: chance.happens(0.01),
    won: chance.happens(0.02),
    days: done,
    veteranDays: chance.below(done + 1),
    feedback: chance.below(done + 1),
  };
}

/** Who could take part in a draw now, and what keeps the others out, in words for people. Reads only. */
export async function simulate({ query, random }, { user: named, synthetic, draw }) {
  const rules = (await findDraw(query, draw)) ?? usual;
  const one = named === undefined ? undefined : await findUser(query, named);
  const [{ count }] = (await query('select count(*)::integer as count from days')).rows;
  const chance = createChance(random);
  // One after the other: a million of them at once do not fit into a small machine.
  function* chanceOf() {
    for (let made = 0; made < synthetic; made += 1) yield { facts: madeUp(chance, count), people: 1 };
  }
  const its = one === undefined ? undefined : await factsOf(query, one.id);
  const groups =
    synthetic !== undefined
      ? chanceOf()
      : its !== undefined
        ? [{ facts: its, people: 1 }]
        : (await factsOfAll(query)).map(({ facts, users }) => ({ facts, people: users.length }));
  const counts = new Map();
  let [eligible, all] = [0, 0];
  for (const { facts, people } of groups) {
    const reasons = whyNot(facts, rules);
    all += people;
    if (reasons.length === 0) eligible += people;
    for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + people);
  }
  const because = its === undefined ? [] : whyNot(its, rules);
  return {
    eligible,
    ineligible: all - eligible,
    reasons: [...counts]
      .sort(([, a], [, b]) => b - a)
      .map(([reason, times]) => ({ reason: reasonWords[reason], count: times })),
    ...(its === undefined
      ? {}
      : { user: { eligible: because.length === 0, because: because.map((reason) => reasonWords[reason]) } }),
  };
}
