/** Draws that have not taken place, newest first, as they can be named: `#3 The great draw`. @param {{ query: import('../database.js').Query }} context */
export async function openDraws({ query }) {
  const { rows } = await query('select id, title from draws where drawn_at is null order by id desc limit 25');
  return rows.map(({ id, title }) => `#${id} ${title}`.slice(0, 80));
}

/**
 * The draw that somebody means; the newest that waits where they name none.
 *
 * @param {import('../database.js').Query} query
 * @param {string} [named]
 */
export async function findDraw(query, named) {
  const columns = 'id, title, mode, days_needed as "daysNeeded", feedback_needed as "feedbackNeeded"';
  const id = /^#?(\d{1,9})\b/.exec(named ?? '')?.[1];
  const { rows } =
    named === undefined
      ? await query(`select ${columns} from draws where drawn_at is null order by id desc limit 1`)
      : await query(`select ${columns} from draws where id = $1 or title = $2 order by id desc limit 1`, [
          id ?? null,
          named,
        ]);
  if (rows.length > 0) return rows[0];
  if (named !== undefined) throw new Error(`There is no draw ${named}.`);
  return undefined;
}
