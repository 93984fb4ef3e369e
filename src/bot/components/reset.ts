import { ask } from '../ask.ts';
import { stagingNamed } from '../places.ts';
import { Refused } from '../refused.ts';
import type { Confirmer } from './define.ts';

/**
 * The button under what a reset would wipe. It is for who asked, for ten minutes, and carries out what was shown: its
 * hash goes along, and the app compares.
 */
export const resetButton: Confirmer = {
  verb: 'reset',
  action: 'reset',
  run: async (asking, { id, userId, place: { project, environment }, outcome }) => {
    const confirms = outcome?.confirms;
    if (confirms === undefined) throw new Refused('request.malformed', 'There is no such button any more.');
    if (userId !== asking.actor.discordId) throw new Refused('stage.not-yours');
    if (asking.clock.now() >= confirms.expiresAt) throw new Refused('stage.confirm-expired');
    const place = stagingNamed(asking.config, project, environment);
    const { planHash, scenario, rngSeed, expiresAt } = confirms;
    return ask(
      asking,
      {
        ...place,
        kind: 'reset',
        actor: asking.actor,
        input: { scenario, ...(rngSeed === undefined ? {} : { rngSeed }) },
        confirms: { planHash, request: id, expiresAt },
      },
      `Wipe ${place.environment} and seed it with “${scenario}”.`,
    );
  },
};
