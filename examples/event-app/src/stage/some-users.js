/**
 * Some made-up people who can be named, oldest first. Who runs the event cannot win in it, whose name another has is found
 * by nobody, and whoever has logged in is not told by name at all.
 *
 * @param {{ query: import('../database.js').Query }} context
 */
export async function someUsers({ query }) {
  const { rows } = await query(
    `select name from users one
     where synthetic and name = btrim(name) and not exists (select from user_roles where user_id = one.id)
       and not exists (select from users other where other.synthetic and other.name = one.name and other.id <> one.id)
     order by id limit 100`,
  );
  return rows.map(({ name }) => name);
}
