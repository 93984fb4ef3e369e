/**
 * @typedef {object} Facts of a person, for a draw
 * @property {boolean} linked has a Discord account
 * @property {boolean} team is one of those who run the event
 * @property {boolean} won has won before, in a draw that counts
 * @property {number} days completed in either mode
 * @property {number} veteranDays completed in veteran mode
 * @property {number} feedback days that they said something about
 *
 * @typedef {object} Rules
 * @property {'normal' | 'veteran'} mode
 * @property {number} daysNeeded
 * @property {boolean} feedbackNeeded
 *
 * @typedef {'no-discord-account' | 'runs-the-event' | 'won-before' | 'too-few-days' | 'too-few-veteran-days'
 *   | 'no-feedback'} Reason
 */

/** What each reason means, for people. @type {Readonly<Record<Reason, string>>} */
export const reasonWords = {
  'no-discord-account': 'No Discord account is linked.',
  'runs-the-event': 'Whoever runs the event cannot win in it.',
  'won-before': 'Has won before; everybody wins once.',
  'too-few-days': 'Has completed too few days.',
  'too-few-veteran-days': 'Has completed too few days in veteran mode.',
  'no-feedback': 'Has given no feedback yet.',
};

/**
 * All that keeps somebody out of a draw; with nothing they take part. The draw itself, `/api/draws/…/me` and the stage
 * tool `simulate` ask here, so that none of them can think otherwise.
 *
 * @param {Facts} facts
 * @param {Rules} rules
 * @returns {Reason[]}
 */
export function whyNot(facts, rules) {
  /** @type {Reason[]} */
  const reasons = [];
  if (!facts.linked) reasons.push('no-discord-account');
  if (facts.team) reasons.push('runs-the-event');
  if (facts.won) reasons.push('won-before');
  if (rules.mode === 'veteran') {
    if (facts.veteranDays < rules.daysNeeded) reasons.push('too-few-veteran-days');
  } else if (facts.days < rules.daysNeeded) reasons.push('too-few-days');
  if (rules.feedbackNeeded && facts.feedback === 0) reasons.push('no-feedback');
  return reasons;
}
