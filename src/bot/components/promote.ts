import { ask } from '../ask.ts';
import { productionNamed } from '../places.ts';
import { Refused } from '../refused.ts';
import type { Component } from './define.ts';

/**
 * Promote on a “ready” card: as /promote. A promotion takes what staging verified last, so the button of an older
 * card is refused; otherwise somebody would press it beside one commit and get another.
 */
export const promoteButton: Component = {
  verb: 'promote',
  action: 'promote',
  run: async (asking, view) => {
    const { live } = await asking.views.environment(view.project, view.environment);
    if (live?.id !== view.id) {
      const now = live === undefined ? 'nothing' : `#${String(live.number)}`;
      throw new Refused('card.moved', `${view.environment} now runs ${now}, not #${String(view.number)}.`);
    }
    const place = productionNamed(asking.config, view.project);
    return ask(
      asking,
      { ...place, kind: 'promote', actor: asking.actor },
      `Promote #${String(view.number)} to ${place.environment}. A card will ask for approval.`,
    );
  },
};
