/**
 * What a draw has to know of everybody, counted by the database. `$1` is one user, or null for all.
 */
const facts = `
  select users.id, users.public_id, users.synthetic,
    accounts.user_id is not null as linked, team.user_id is not null as team, won.user_id is not null as won,
    coalesce(done.days, 0) as days, coalesce(done.veteran, 0) as "veteranDays", coalesce(said.days, 0) as feedback
  from users
    left join discord_accounts accounts on accounts.user_id = users.id
    left join (select distinct user_id from user_roles) team on team.user_id = users.id
    left join wins won on won.user_id = users.id and not won.rehearsal
    left join (
      select user_id, count(*)::integer as days, (count(*) filter (where mode = 'veteran'))::integer as veteran
      from completions where $1::integer is null or user_id = $1 group by user_id
    ) done on done.user_id = users.id
    left join (
      select user_id, count(*)::integer as days from feedback where $1::integer is null or user_id = $1 group by user_id
    ) said on said.user_id = users.id
  where $1::integer is null or users.id = $1`;

/**
 * @param {import('../database.js').Query} query
 * @param {number} user
 * @returns {Promise<import('./eligibility.js').Facts>}
 */
export async function factsOf(query, user) {
  return (await query(facts, [user])).rows[0];
}

/**
 * Everybody, those of whom the same is so together: a hundred thousand people are a few hundred such groups, and each
 * is judged once. Lists come as one text, which is taken apart ten times faster than rows are.
 *
 * @param {import('../database.js').Query} query
 * @returns {Promise<{ facts: import('./eligibility.js').Facts, synthetic: boolean, users: number[], tickets: string[] }[]>}
 */
export async function factsOfAll(query) {
  const { rows } = await query(
    `select synthetic, linked, team, won, days, "veteranDays", feedback,
       string_agg(id::text, ',') as users, string_agg(public_id::text, ',') as tickets
     from (${facts}) facts group by 1, 2, 3, 4, 5, 6, 7`,
    [null],
  );
  return rows.map(({ synthetic, users, tickets, ...rest }) => ({
    facts: rest,
    synthetic,
    users: users.split(',').map(Number),
    tickets: tickets.split(','),
  }));
}
