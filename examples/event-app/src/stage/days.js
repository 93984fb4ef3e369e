/**
 * Which days are open by the clock that the kit goes by. @param {{ query: import('../database.js').Query, now: () => Date }} context
 */
export async function days({ query, now }) {
  const { rows } = await query(
    `select day, case override when 'open' then true when 'closed' then false
       else starts_on + (day - 1) <= ($1::timestamptz at time zone 'utc')::date end as open
     from event cross join days order by day`,
    [now().toISOString()],
  );
  return rows;
}
