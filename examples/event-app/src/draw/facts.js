/**
 * What a draw has to know of everybody, or of one: in one question, counted by the database.
 *
 * @param {import('../database.js').Query} query
 * @param {number} [user]
 * @returns {Promise<({ id: number, ticket: string, name: string, synthetic: boolean } & import('./eligibility.js').Facts)[]>}
 */
export async function factsOf(query, user) {
  const one = user === undefined ? '' : 'where user_id = $1';
  const { rows } = await query(
    `select users.id, users.public_id::text as ticket, users.name, users.synthetic,
       accounts.user_id is not null as linked, team.user_id is not null as team, won.user_id is not null as won,
       coalesce(done.days, 0) as days, coalesce(done.veteran, 0) as "veteranDays", coalesce(said.days, 0) as feedback
     from users
       left join discord_accounts accounts on accounts.user_id = users.id
       left join (select distinct user_id from user_roles) team on team.user_id = users.id
       left join wins won on won.user_id = users.id and not won.rehearsal
       left join (
         select user_id, count(*)::integer as days, (count(*) filter (where mode = 'veteran'))::integer as veteran
         from completions ${one} group by user_id
       ) done on done.user_id = users.id
       left join (select user_id, count(*)::integer as days from feedback ${one} group by user_id) said
         on said.user_id = users.id
     ${user === undefined ? '' : 'where users.id = $1'}`,
    user === undefined ? [] : [user],
  );
  return rows;
}
