import { ask, config } from './api.js';
import { element } from './element.js';

/** Off production: what was said, and what would have left this place and was kept. */
export async function showOutbox(place) {
  if (config.production) return;
  const { announcements, kept } = await ask('/api/outbox');
  place.hidden = announcements.length + kept.length === 0;
  place.replaceChildren(
    element('h2', {}, 'Outbox'),
    element('p', { class: 'hash' }, 'What this place says to Discord, and what it kept to itself.'),
    element(
      'ul',
      {},
      ...announcements
        .slice(0, 10)
        .map((one) =>
          element('li', {}, element('span', { class: 'tag' }, one.outcome), ` ${one.words} (${one.detail})`),
        ),
    ),
    ...(kept.length === 0
      ? []
      : [
          element(
            'ul',
            {},
            ...kept
              .slice(0, 10)
              .map((one) => element('li', {}, element('span', { class: 'tag' }, one.kind), ` kept: ${one.because}`)),
          ),
        ]),
  );
}
