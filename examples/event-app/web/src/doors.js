import { element } from './element.js';

/** The days, each a door: closed, open, done, or done in veteran mode. */
export function showDoors(place, days, me, openDay) {
  const done = new Map((me?.completions ?? []).map(({ day, mode }) => [day, mode]));
  place.replaceChildren(
    ...days.map((day) => {
      const number = element('span', { class: 'number' }, String(day.day));
      if (!day.open) {
        return element(
          'li',
          { class: 'door closed' },
          number,
          element('span', { class: 'title' }, 'opens ', element('time', {}, day.opensOn)),
        );
      }
      const mode = done.get(day.day);
      const count = `${mode === 'veteran' ? '★ ' : mode === 'normal' ? '✓ ' : ''}${day.completions} done`;
      return element(
        'li',
        { class: `door open ${mode ?? ''}` },
        element(
          'button',
          { type: 'button', 'data-day': day.day, onclick: () => openDay(day) },
          number,
          element('span', { class: 'title' }, day.title),
          element('span', { class: 'count' }, count),
        ),
      );
    }),
  );
}
