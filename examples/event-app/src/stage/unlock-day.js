import { days } from './days.js';

/** Opens a day whatever the calendar says, or closes it. */
export async function unlockDay(context, { day, lock = false }) {
  const { rows } = await context.query('update days set override = $2 where day = $1 returning day', [
    day,
    lock ? 'closed' : 'open',
  ]);
  if (rows.length === 0) throw new Error(`The event has no day ${day}.`);
  return { day, open: !lock, days: await days(context) };
}
