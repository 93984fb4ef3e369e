import { address, ask } from './api.js';
import { element } from './element.js';

/** Draws, newest first: what was promised beforehand, who won, and how to check it. */
export async function showDraws(place, me, { say, tell, again }) {
  const { draws } = await ask('/api/draws');
  const won = (me?.wins ?? []).map((win) => winLine(win, { say, tell, again }));
  place.hidden = draws.length === 0 && won.length === 0;
  place.replaceChildren(
    element('h2', {}, 'Prizes'),
    ...won,
    ...(await Promise.all(draws.slice(0, 5).map((draw) => card(draw, me, { say, tell, again })))),
  );
}

function winLine({ id, prize, draw, rehearsal, claimedAt }, { say, tell, again }) {
  const claim = () =>
    tell(
      ask(`/api/wins/${id}/claim`, 'POST')
        .then(again)
        .then(() => say('It is yours.')),
    );
  return element(
    'p',
    { class: 'won' },
    `You have won: ${prize} (${draw}). `,
    rehearsal && 'It was a rehearsal, so nothing is given away.',
    !rehearsal && claimedAt !== null && 'Claimed.',
    !rehearsal && claimedAt === null && element('button', { type: 'button', onclick: claim }, 'Claim it'),
  );
}

async function card({ id }, me, { say, tell, again }) {
  const [draw, mine] = await Promise.all([
    ask(`/api/draws/${id}`),
    me ? ask(`/api/draws/${id}/me`).catch(() => undefined) : undefined,
  ]);
  const run = () =>
    tell(
      ask(`/api/draws/${id}/run`, 'POST')
        .then(again)
        .then(() => say('Drawn.')),
    );
  const rules = `${draw.daysNeeded} ${draw.mode === 'veteran' ? 'veteran ' : ''}${draw.daysNeeded === 1 ? 'day' : 'days'}${draw.feedbackNeeded ? ' and feedback' : ''}`;
  return element(
    'article',
    { class: 'draw' },
    element('h3', {}, draw.title, draw.rehearsal && element('span', { class: 'tag' }, 'rehearsal')),
    element(
      'p',
      {},
      `For whoever has completed ${rules}: ${draw.prizes.map((one) => `${one.amount} × ${one.title}`).join(', ')}`,
    ),
    draw.drawnAt === null &&
      mine &&
      element(
        'p',
        { class: 'mine' },
        mine.eligible ? 'You take part.' : `Not yet: ${mine.because.map((one) => one.words).join(' ')}`,
      ),
    draw.drawnAt !== null &&
      element(
        'ol',
        { class: 'winners' },
        ...draw.winners.slice(0, 20).map((one) => element('li', {}, `${one.name}: ${one.prize}`)),
      ),
    element('p', { class: 'hash' }, 'SHA-256 of the seed: ', element('code', {}, draw.seedHash)),
    draw.drawnAt !== null && element('a', { href: address(`/api/draws/${id}/proof`) }, 'Check this draw yourself'),
    draw.drawnAt === null && me?.admin && element('button', { type: 'button', onclick: run }, 'Draw now'),
  );
}
