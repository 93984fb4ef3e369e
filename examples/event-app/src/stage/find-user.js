/**
 * One user by Discord id, or a made-up one by name. Nobody, or more than one, is refused.
 *
 * @param {import('../database.js').Query} query
 * @param {string} named
 * @returns {Promise<{ id: number, name: string }>}
 */
export async function findUser(query, named) {
  const { rows } = /^\d{15,21}$/.test(named)
    ? await query(
        'select users.id, name from users join discord_accounts on user_id = users.id where discord_id = $1',
        [named],
      )
    : await query('select id, name from users where synthetic and name = $1 limit 2', [named]);
  if (rows.length === 1) return rows[0];
  const why = rows.length === 0 ? 'There is no' : 'There is more than one';
  throw new Error(`${why} user ${named}. Name a Discord id that has logged in here, or the name of a made-up user.`);
}
