import { whyNot } from '../draw/eligibility.js';
import { factsOfAll } from '../draw/facts.js';
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

async function namesOf(query, winners) {
  const { rows } = await query('select public_id::text as ticket, name from users where public_id = any($1::uuid[])', [
    winners.map((one) => one.ticket),
  ]);
  return new Map(rows.map(({ ticket, name }) => [ticket, name]));
}

/** Draws as it would be drawn, and keeps nothing of it: no stock is taken, no win is written, nothing can be claimed. */
export async function draw({ query, rngSeed }, { draw: named, entrants: many }) {
  const found = await findDraw(query, named);
  const rules = found ?? usual;
  const tickets =
    many === undefined
      ? (await factsOfAll(query)).filter((one) => whyNot(one.facts, rules).length === 0).flatMap((one) => one.tickets)
      : // Short and in order from the start: a million of them fit into a small machine, which answers others meanwhile.
        Array.from({ length: many }, (_, index) => String(index + 1).padStart(7, '0'));
  if (tickets.length === 0)
    throw new Error(`Nobody can take part in “${rules.title}” now. /simulate says what keeps people out.`);
  // A secret is not needed: it says itself that it is no draw.
  const seed = sha256(`rehearsal ${rngSeed}`);
  const entrants = inOrder(tickets);
  const prizes = await prizesOf(query, found);
  const winners = pickWinners({ seed, entrants, prizes });
  const names = many === undefined ? await namesOf(query, winners.slice(0, shown)) : new Map();
  const titles = new Map(prizes.map((one) => [one.prize, one.title]));
  return {
    draw: rules.title,
    rehearsal: true,
    seed,
    seedHash: sha256(seed),
    winners: winners.slice(0, shown).map(({ ticket, prize }) => ({
      user: names.get(ticket) ?? `made-up ${ticket}`,
      prize: titles.get(prize),
    })),
    entrants: entrants.length,
    unique: new Set(winners.map((one) => one.ticket)).size === winners.length,
    fairness: rehearseFairness(seed, entrants.length),
  };
}
