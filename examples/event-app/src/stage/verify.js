import { scenarios } from '../seed/scenarios.js';

/** What a reset has built is looked at before anybody plays with it. */
export async function verify({ query, scenario: name }) {
  const scenario = scenarios.find((one) => one.name === name);
  const { rows } = await query(`select
    (select count(*)::integer from event) as event, (select count(*)::integer from days) as days,
    (select count(*)::integer from users where synthetic) as people, (select count(*)::integer from users where not synthetic) as others,
    (select count(*)::integer from tasks) as tasks`);
  const wanted = {
    event: 1,
    days: scenario.days.length,
    people: scenario.people + 2,
    others: 0,
    tasks: scenario.days.length * 2,
  };
  for (const [what, count] of Object.entries(wanted)) {
    if (rows[0][what] !== count) throw new Error(`The new schema has ${rows[0][what]} ${what}, wanted ${count}.`);
  }
}
