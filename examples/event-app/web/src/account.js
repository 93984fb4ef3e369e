import { address, ask, config } from './api.js';
import { element } from './element.js';

/** Who plays, and the ways in and out. */
export function showAccount(place, me, { say, tell, again }) {
  if (me !== undefined) {
    place.replaceChildren(
      element('span', {}, 'Playing as ', element('strong', { id: 'me' }, me.name), me.admin && ' (runs the event)'),
      element(
        'button',
        { type: 'button', class: 'quiet', onclick: () => tell(ask('/auth/logout', 'POST').then(again)) },
        'Log out',
      ),
    );
    return;
  }
  const testLogin = () => {
    const name = prompt('A name for the test user', 'Tess Tester');
    if (name)
      tell(
        ask('/auth/test-login', 'POST', { name })
          .then(again)
          .then(() => say(`You are ${name}, a made-up user.`)),
      );
  };
  place.replaceChildren(
    element('a', { class: 'button', id: 'login', href: address('/auth/login') }, 'Log in with Discord'),
    // In production the server has no such way in.
    ...(config.production
      ? []
      : [
          element(
            'button',
            { type: 'button', class: 'quiet', id: 'test-login', onclick: testLogin },
            'Log in as a test user',
          ),
        ]),
  );
}
