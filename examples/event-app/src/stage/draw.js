import { whyNot } from '../draw/eligibility.js';
import { factsOf } from '../draw/facts.js';
import { rehearseFairness } from '../draw/fairness.js';
import { inOrder, pickWinners, sha256 } from '../draw/pick-winners.js';
import { findDraw } from './open-draws.js';

const usual = { title: 'A rehearsal', mode: 'normal', daysNeeded: 1, feedbackNeeded: true };
/** More than anybody reads. */
const shown = 500;

async function prizesOf(query, draw) {
  const { rows } = draw
    ? await query(
        'select prizes.id as prize, title, least(amount, stock) as amount from draw_prizes join prizes on prizes.id = prize_id where draw_id = $1 order by position',
        [draw.id],
      )
    : await query('select id as prize, title, stock as amount from prizes order by id');
  return rows.length > 0 ? rows : [{ prize: 0, title: 'A prize', amount: 1 }];
}

/** Draws as it would be drawn, and keeps nothing of it: no stock is taken, no win is written, nothing can be claimed. */
export async function draw({ query, rngSeed }, { draw: named, entrants: many }) {
  const found = await findDraw(query, named);
  const rules = found ?? usual;
  const people =
    many === undefined
      ? (await factsOf(query))
          .filter((facts) => whyNot(facts, rules).length === 0)
          .map(({ ticket, name }) => ({ ticket, name }))
      : Array.from({ length: many }, (_, index) => ({
          ticket: sha256(`made-up ${index}`).slice(0, 32),
          name: `made-up ${index + 1}`,
        }));
  // A secret is not needed: it says itself that it is no draw.
  const seed = sha256(`rehearsal ${rngSeed}`);
  const entrants = inOrder(people.map((one) => one.ticket));
  const prizes = await prizesOf(query, found);
  const winners = pickWinners({ seed, entrants, prizes });
  const names = new Map(people.map((one) => [one.ticket, one.name]));
  const titles = new Map(prizes.map((one) => [one.prize, one.title]));
  return {
    draw: rules.title,
    rehearsal: true,
    seed,
    seedHash: sha256(seed),
    winners: winners
      .slice(0, shown)
      .map(({ ticket, prize }) => ({ user: names.get(ticket), prize: titles.get(prize) })),
    entrants: entrants.length,
    unique: new Set(winners.map((one) => one.ticket)).size === winners.length,
    fairness: rehearseFairness(seed, entrants.length),
  };
}
