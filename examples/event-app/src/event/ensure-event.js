import { december, eventTitle } from './content.js';

/**
 * Puts the event into tables that have none: what it is called, when it begins, and all that its days hold.
 *
 * @param {(text: string, values?: unknown[]) => Promise<{ rows: readonly object[] }>} query
 * @param {{ startsOn: string, days?: readonly import('./content.js').DayContent[], title?: string }} event ISO date
 */
export async function putEvent(query, { startsOn, days = december, title = eventTitle }) {
  await query(
    'insert into event (title, starts_on) values ($1, $2) on conflict (only_one) do update set title = $1, starts_on = $2',
    [title, startsOn],
  );
  const numbers = days.map((_, index) => index + 1);
  await query(
    `insert into days (day, title, story) select * from unnest($1::integer[], $2::text[], $3::text[])
     on conflict (day) do update set title = excluded.title, story = excluded.story, override = null`,
    [numbers, days.map((day) => day.title), days.map((day) => day.story)],
  );
  for (const mode of ['normal', 'veteran']) {
    await query(
      `insert into tasks (day, mode, question, answer) select day, $1, question, answer
       from unnest($2::integer[], $3::text[], $4::text[]) as tasks (day, question, answer)
       on conflict (day, mode) do update set question = excluded.question, answer = excluded.answer`,
      [mode, numbers, days.map((day) => day[mode][0]), days.map((day) => day[mode][1])],
    );
  }
}

/**
 * Only where there is none: what somebody changed by hand stays. All of it or nothing, and of two that come at the same
 * time one waits and finds it there (advisory lock).
 *
 * @param {import('pg').ClientBase} client
 */
export async function ensureEvent(client) {
  await client.query('begin');
  try {
    await client.query("select pg_advisory_xact_lock(hashtext('event-app event ' || current_schema()))");
    const { rows } = await client.query('select 1 from event');
    if (rows.length === 0) {
      const startsOn = new Date().toISOString().slice(0, 10);
      await putEvent((text, values) => client.query(text, values), { startsOn });
    }
    await client.query('commit');
    return rows.length === 0;
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}
