import { ask } from '../ask.ts';
import { isOf, placesOf } from '../places.ts';
import { Refused } from '../refused.ts';
import type { Component } from './define.ts';

/**
 * Verify again, on a promotion card whose evidence holds no longer and on staging's own cards: staging's checks run
 * once more on what it serves. Whether it still serves this is asked by the worker, of staging itself.
 */
export const verifyAgainButton: Component = {
  verb: 'verify',
  action: 'verify',
  run: async (asking, view) => {
    const stagings = placesOf(asking.config, view.project).filter(isOf('staging'));
    // A promotion relies on the project's staging (guards/gather.ts); a staging's card speaks for itself.
    const place =
      view.tier === 'staging' ? stagings.find(({ environment }) => environment === view.environment) : stagings[0];
    if (place === undefined) throw new Refused('environment.unknown', `${view.project} has no such staging any more.`);
    return ask(
      asking,
      { ...place, kind: 'verify', deployment: view.id, actor: asking.actor },
      `Verify #${String(view.number)} again in ${place.environment}. A card will show how it goes.`,
    );
  },
};
