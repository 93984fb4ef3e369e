import './style.css';
import { showAccount } from './account.js';
import { ask, config } from './api.js';
import { showDay } from './day.js';
import { showDoors } from './doors.js';
import { showDraws } from './draws.js';
import { showOutbox } from './outbox.js';

const at = (id) => document.querySelector(`#${id}`);

function say(text, refused = false) {
  at('message').textContent = text;
  at('message').classList.toggle('refused', refused);
}

/** Whatever goes wrong is said where people look. */
const tell = (work) => work.catch((error) => say(error.message, true));

async function show() {
  const [{ title, days }, count, me] = await Promise.all([
    ask('/api/days'),
    ask('/api/completions'),
    ask('/api/me').catch(() => undefined),
  ]);
  document.title = `${config.production ? '' : `[${config.environment}] `}${title}`;
  at('title').textContent = title;
  const open = days.filter((day) => day.open).length;
  at('progress').textContent =
    `${open} of ${days.length} days are open · ${count.completions} completed by ${count.users} ${count.users === 1 ? 'person' : 'people'}`;
  showAccount(at('account'), me, { say, tell, again: show });
  showDoors(at('doors'), days, me, (day) => {
    if (me === undefined) say('Log in to play.', true);
    else tell(showDay(at('day'), day, me, { tell, again: show }));
  });
  await Promise.all([showDraws(at('draws'), me, { say, tell, again: show }), showOutbox(at('outbox'))]);
}

if (!config.production) {
  at('ribbon').hidden = false;
  at('ribbon').textContent = `${config.environment.toUpperCase()} · not the real event`;
}
at('footer').textContent = `${config.environment} · ${config.commit.slice(0, 7)}`;
if (new URLSearchParams(location.search).get('login') === 'denied')
  say('Discord says that you changed your mind.', true);
await tell(show());
