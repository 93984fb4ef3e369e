import { findUser } from './find-user.js';

/** Marks days as completed, open or not; what the user had done before takes the named mode. */
export async function complete({ query, now }, { user: named, mode, days }) {
  const user = await findUser(query, named);
  const { rows: known } = await query(
    'select day from days where $1::integer[] is null or day = any($1) order by day',
    [days ?? null],
  );
  const missing = (days ?? []).filter((day) => !known.some((one) => one.day === day));
  if (missing.length > 0) throw new Error(`The event has no day ${missing.join(', ')}.`);
  const done = known.map((one) => one.day);
  await query(
    `insert into completions (user_id, day, mode, completed_at) select $1, day, $2, $3 from unnest($4::integer[]) as done (day)
     on conflict (user_id, day) do update set mode = excluded.mode, completed_at = excluded.completed_at`,
    [user.id, mode, now(), done],
  );
  return { user: user.name, mode, days: done };
}
