import { sql } from 'kysely';
import { Refusal } from '../refusal.js';
import { plain } from './content.js';

/**
 * @typedef {'normal' | 'veteran'} Mode
 * @typedef {object} Day
 * @property {number} day
 * @property {string} title
 * @property {boolean} open
 * @property {string} opensOn ISO date; the day opens at midnight UTC
 * @property {number} completions
 * @property {number} veterans how many of them in veteran mode
 */

/** By the calendar, unless somebody decided otherwise. @param {Date} now */
const openAt = (now) =>
  sql`case days.override when 'open' then true when 'closed' then false
    else event.starts_on + (days.day - 1) <= (${now.toISOString()}::timestamptz at time zone 'utc')::date end`;

/**
 * The event and what people have done in it. Time comes from `now` alone: on staging it can be a virtual clock.
 *
 * @param {import('../database.js').Database} database
 * @param {() => Date} now
 */
export function createDays(database, now) {
  /** @param {number} day */
  async function found(day) {
    const { rows } = await sql`
      select days.day, days.title, days.story, ${openAt(now())} as open from event cross join days where days.day = ${day}
    `.execute(database);
    if (rows.length === 0) throw new Refusal(404, 'unknown-day', 'The event has no such day.');
    return rows[0];
  }

  /** @param {number} day */
  async function openDay(day) {
    const one = await found(day);
    if (!one.open) throw new Refusal(403, 'not-open', 'This day is not open yet.');
    return one;
  }

  return {
    /** @returns {Promise<{ title: string, days: Day[] }>} */
    async list() {
      const { rows } = await sql`
        select days.day, days.title, ${openAt(now())} as open,
          to_char(event.starts_on + (days.day - 1), 'YYYY-MM-DD') as "opensOn",
          coalesce(done.people, 0) as completions, coalesce(done.veterans, 0) as veterans
        from event cross join days left join (
          select day, count(*)::integer as people, (count(*) filter (where mode = 'veteran'))::integer as veterans
          from completions group by day
        ) done on done.day = days.day
        order by days.day`.execute(database);
      const event = await database.selectFrom('event').select('title').executeTakeFirst();
      return { title: event?.title ?? 'No event yet', days: rows };
    },

    /** What a day holds: its story, and both questions. Closed days keep it to themselves. @param {number} day */
    async content(day) {
      const { title, story } = await openDay(day);
      const tasks = await database.selectFrom('tasks').select(['mode', 'question']).where('day', '=', day).execute();
      return { day, title, story, questions: Object.fromEntries(tasks.map(({ mode, question }) => [mode, question])) };
    },

    /**
     * Counts a day once per person, whatever is sent how often; veteran takes normal's place.
     *
     * @param {number} user
     * @param {number} day
     * @param {{ mode: Mode, answer: string }} given
     * @returns {Promise<{ outcome: 'completed' | 'completed-before', mode: Mode }>}
     */
    async complete(user, day, { mode, answer }) {
      await openDay(day);
      const task = await database
        .selectFrom('tasks')
        .select('answer')
        .where('day', '=', day)
        .where('mode', '=', mode)
        .executeTakeFirst();
      if (task === undefined) throw new Refusal(404, 'no-task', `This day has no ${mode} task.`);
      if (plain(task.answer) !== plain(answer)) throw new Refusal(422, 'wrong-answer', 'That is not it. Try again.');
      const { rows } = await sql`
        insert into completions (user_id, day, mode, completed_at) values (${user}, ${day}, ${mode}, ${now()})
        on conflict (user_id, day) do update set mode = excluded.mode, completed_at = excluded.completed_at
          where completions.mode = 'normal' and excluded.mode = 'veteran'
        returning mode`.execute(database);
      if (rows.length === 1) return { outcome: 'completed', mode };
      const before = await database
        .selectFrom('completions')
        .select('mode')
        .where('user_id', '=', user)
        .where('day', '=', day)
        .executeTakeFirstOrThrow();
      return { outcome: 'completed-before', mode: before.mode };
    },

    /**
     * One word about one day from one person; the last one stays.
     *
     * @param {number} user
     * @param {number} day
     * @param {{ rating: number, words: string }} given
     */
    async say(user, day, { rating, words }) {
      await found(day);
      const done = await database
        .selectFrom('completions')
        .select('day')
        .where('user_id', '=', user)
        .where('day', '=', day)
        .executeTakeFirst();
      if (done === undefined) throw new Refusal(409, 'not-completed', 'Complete the day first, then say how it was.');
      await database
        .insertInto('feedback')
        .values({ user_id: user, day, rating, words, given_at: now() })
        .onConflict((conflict) => conflict.columns(['user_id', 'day']).doUpdateSet({ rating, words, given_at: now() }))
        .execute();
    },

    /** @param {number} user */
    async doneBy(user) {
      const [completions, feedback] = await Promise.all([
        database.selectFrom('completions').select(['day', 'mode']).where('user_id', '=', user).orderBy('day').execute(),
        database
          .selectFrom('feedback')
          .select(['day', 'rating', 'words'])
          .where('user_id', '=', user)
          .orderBy('day')
          .execute(),
      ]);
      return { completions, feedback };
    },

    /** What people said about a day, for those who run the event. @param {number} day */
    async feedback(day) {
      await found(day);
      return await database
        .selectFrom('feedback')
        .innerJoin('users', 'users.id', 'feedback.user_id')
        .select(['users.name', 'rating', 'words'])
        .where('day', '=', day)
        .orderBy('given_at', 'desc')
        .limit(200)
        .execute();
    },

    /** @returns {Promise<{ completions: number, users: number }>} */
    async count() {
      const { rows } = await sql`
        select count(*)::integer as completions, count(distinct user_id)::integer as users from completions`.execute(
        database,
      );
      return rows[0];
    },

    /** @returns {Promise<string>} the newest migration that this database has */
    async schema() {
      const newest = await database
        .selectFrom('schema_migrations')
        .select('name')
        .orderBy('name', 'desc')
        .executeTakeFirst();
      return newest?.name ?? 'none';
    },
  };
}
