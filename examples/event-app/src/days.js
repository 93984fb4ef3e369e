/**
 * @typedef {object} Day
 * @property {number} day
 * @property {string} title
 * @property {boolean} open
 * @property {string} opensOn ISO date; the day opens at midnight UTC
 * @property {number} completions
 * @typedef {'completed' | 'completed-before' | 'not-open' | 'unknown-day'} Completing
 */

/** Time comes from the database alone, so that all copies of the app agree on what is open. */
const openNow = "event.starts_on + (days.day - 1) <= (now() at time zone 'utc')::date";

/** @param {Day & { eventTitle: string }} row @returns {Day} */
function toDay({ day, title, open, opensOn, completions }) {
  return { day, title, open, opensOn, completions };
}

/**
 * Everything the app knows, behind one pool.
 *
 * @param {import('pg').Pool} pool
 */
export function createDays(pool) {
  return {
    /** @returns {Promise<{ title: string, days: Day[] }>} */
    async list() {
      const { rows } = await pool.query(`
        select event.title as "eventTitle", days.day, days.title, ${openNow} as open,
          to_char(event.starts_on + (days.day - 1), 'YYYY-MM-DD') as "opensOn",
          count(completions.day)::integer as completions
        from event cross join days left join completions on completions.day = days.day
        group by event.title, event.starts_on, days.day order by days.day`);
      return { title: rows[0]?.eventTitle ?? 'No event yet', days: rows.map(toDay) };
    },

    /**
     * Counts a day once per user, whatever is sent how often.
     *
     * @param {number} day
     * @param {string} user
     * @returns {Promise<Completing>}
     */
    async complete(day, user) {
      const found = await pool.query(`select ${openNow} as open from event cross join days where days.day = $1`, [day]);
      if (found.rows.length === 0) return 'unknown-day';
      if (!found.rows[0].open) return 'not-open';
      const { rowCount } = await pool.query(
        'insert into completions (day, user_name) values ($1, $2) on conflict do nothing',
        [day, user],
      );
      return rowCount === 1 ? 'completed' : 'completed-before';
    },

    /** @returns {Promise<{ completions: number, users: number }>} */
    async count() {
      const { rows } = await pool.query(
        'select count(*)::integer as completions, count(distinct user_name)::integer as users from completions',
      );
      return rows[0];
    },

    /** @param {string} user @returns {Promise<number[]>} days that this user has completed, in order */
    async completedBy(user) {
      const { rows } = await pool.query('select day from completions where user_name = $1 order by day', [user]);
      return rows.map((row) => row.day);
    },

    /** @returns {Promise<string>} the newest migration that this database has */
    async schema() {
      const { rows } = await pool.query('select name from schema_migrations order by name desc limit 1');
      return rows[0]?.name ?? 'none';
    },
  };
}
