import { putEvent } from '../event/ensure-event.js';
import { sha256 } from '../draw/pick-winners.js';
import { syntheticDiscordId } from '../people/people.js';
import { createChance } from './chance.js';
import { hostileWords } from './hostile.js';
import { praise } from './names.js';
import { scenarios } from './scenarios.js';

const dayMs = 24 * 3_600_000;
const prizes = [
  ['A night at the lake', 1],
  ['A sledge', 3],
  ['A tin of cinnamon stars', 20],
];

/** Everything is in arrays, one for each column, so that each table takes one statement however many people there are. */
function makePeople(chance, scenario) {
  const people = { ticket: [], name: [], discord: [], username: [] };
  const add = (name, linked) => {
    const n = people.name.length + 1;
    people.ticket.push(chance.uuid());
    people.name.push(name);
    people.discord.push(linked ? syntheticDiscordId(n) : null);
    people.username.push(`made-up-${n}`);
  };
  add('Test Admin', true);
  add('Test Helper', true);
  for (let n = 1; n <= scenario.people; n += 1) add(scenario.nameOf(chance, n), n === 1 || chance.happens(0.95));
  return people;
}

/** @param {import('./chance.js').Chance} chance */
function makePlay(chance, scenario, users, startsAt) {
  const completions = { user: [], day: [], mode: [], at: [] };
  const feedback = { user: [], day: [], rating: [], words: [], at: [] };
  const phrases = scenario.name === 'hostile-data' ? hostileWords : praise;
  for (const user of users) {
    const { share, veteran } = scenario.habits(chance);
    for (let day = 1; day <= scenario.openDays; day += 1) {
      if (!chance.happens(share)) continue;
      const at = new Date(startsAt + (day - 1) * dayMs + chance.below(8 * 3600) * 1000).toISOString();
      completions.user.push(user);
      completions.day.push(day);
      completions.mode.push(chance.happens(veteran) ? 'veteran' : 'normal');
      completions.at.push(at);
      if (!chance.happens(0.25)) continue;
      feedback.user.push(user);
      feedback.day.push(day);
      feedback.rating.push(1 + chance.below(5));
      feedback.words.push(chance.pick(phrases));
      feedback.at.push(at);
    }
  }
  return { completions, feedback };
}

/**
 * Fills a schema with made-up people and what they have done, all of it marked. The same random numbers on the same day
 * give the same data.
 *
 * @param {{ query: import('../database.js').Query, scenario: string, random: () => number, now: () => Date }} context
 * @returns {Promise<Record<string, number>>} how many of what
 */
export async function seed({ query, scenario: name, random, now }) {
  const scenario = scenarios.find((one) => one.name === name);
  if (scenario === undefined) throw new Error(`There is no scenario ${name}.`);
  const chance = createChance(random);
  const startsOn = new Date(now().getTime() - (scenario.openDays - 1) * dayMs).toISOString().slice(0, 10);
  await putEvent(query, { startsOn, days: scenario.days });

  const people = makePeople(chance, scenario);
  const made = await query(
    'insert into users (public_id, name, synthetic) select ticket, name, true from unnest($1::uuid[], $2::text[]) as people (ticket, name) returning id, public_id::text as ticket',
    [people.ticket, people.name],
  );
  const ids = new Map(made.rows.map((row) => [row.ticket, row.id]));
  const users = people.ticket.map((ticket) => ids.get(ticket));
  await query(
    `insert into discord_accounts (user_id, discord_id, username)
     select * from unnest($1::integer[], $2::text[], $3::text[]) as accounts (user_id, discord_id, username) where discord_id is not null`,
    [users, people.discord, people.username],
  );
  await query("insert into user_roles (user_id, role) values ($1, 'admin'), ($2, 'helper')", users.slice(0, 2));

  const { completions, feedback } = makePlay(chance, scenario, users.slice(2), Date.parse(startsOn));
  await query(
    'insert into completions (user_id, day, mode, completed_at) select * from unnest($1::integer[], $2::integer[], $3::text[], $4::timestamptz[])',
    [completions.user, completions.day, completions.mode, completions.at],
  );
  await query(
    'insert into feedback (user_id, day, rating, words, given_at) select * from unnest($1::integer[], $2::integer[], $3::integer[], $4::text[], $5::timestamptz[])',
    [feedback.user, feedback.day, feedback.rating, feedback.words, feedback.at],
  );
  const draws = await makePrizes(query, chance, scenario, users[0], now());
  for (const table of ['users', 'completions', 'feedback']) await query(`analyze ${table}`);
  return {
    users: users.length,
    discordAccounts: people.discord.filter((one) => one !== null).length,
    roles: 2,
    days: scenario.days.length,
    completions: completions.user.length,
    veteranCompletions: completions.mode.filter((mode) => mode === 'veteran').length,
    feedback: feedback.user.length,
    prizes: prizes.length,
    draws,
  };
}

async function makePrizes(query, chance, scenario, admin, now) {
  const titles = prizes.map(([title], index) => (scenario.name === 'hostile-data' ? hostileWords[index] : title));
  const { rows } = await query(
    'insert into prizes (title, stock, synthetic) select title, stock, true from unnest($1::text[], $2::integer[]) as prizes (title, stock) returning id, stock',
    [titles, prizes.map(([, stock]) => stock)],
  );
  if (scenario.draw === 0) return 0;
  const secret = sha256(`${chance.uuid()}${chance.uuid()}`);
  const draw = await query(
    `insert into draws (title, mode, days_needed, feedback_needed, seed, seed_hash, rehearsal, synthetic, committed_at, committed_by)
     values ($1, 'normal', $2, true, $3, $4, true, true, $5, $6) returning id`,
    ['The great draw', scenario.draw, secret, sha256(secret), now, admin],
  );
  await query(
    'insert into draw_prizes (draw_id, position, prize_id, amount) select $1, place - 1, prize, amount from unnest($2::integer[], $3::integer[]) with ordinality as given (prize, amount, place)',
    [draw.rows[0].id, rows.map((row) => row.id), rows.map((row) => row.stock)],
  );
  return 1;
}

/**
 * Takes away what is marked as made up, and nothing else; the days are told again as they were released.
 *
 * @param {{ query: import('../database.js').Query }} context
 */
export async function unseed({ query }) {
  await query('delete from draws where synthetic');
  await query('delete from users where synthetic');
  // A prize that somebody real has put into a draw stays with it.
  await query(
    'delete from prizes where synthetic and not exists (select from draw_prizes where prize_id = prizes.id) and not exists (select from wins where prize_id = prizes.id)',
  );
  await query('delete from announcements where synthetic');
  const { rows } = await query("select to_char(starts_on, 'YYYY-MM-DD') as starts from event");
  if (rows.length > 0) await putEvent(query, { startsOn: rows[0].starts });
}
