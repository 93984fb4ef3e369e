/**
 * Brings back what staging held before its newest reset. Redis is wiped, not restored: everybody logs in again.
 *
 * Each reset keeps the data from before it for a day. It takes a second or two, and can be done once.
 *
 * ## Examples
 *
 * - `/undo-reset` brings it back.
 *
 * ## Refused
 *
 * - `environment.production-refused`: production is never reset, so there is nothing to undo. Use staging.
 * - `actor.not-allowed`: you have none of the roles above.
 * - `stage.nothing-to-undo`: there was no reset, it was undone already, it is more than a day old, or what it put aside was dropped.
 * - `stage.busy`: a deployment, or another stage tool, is at work there.
 * - `isolation.*`: staging shares something with production, or it is not known.
 */
import * as z from 'zod';
import { ask } from '../ask.ts';
import { projectNamed, stagingNamed } from '../places.ts';
import { addStagingOption, offerStage } from '../stage-offers.ts';
import { placeOptions } from '../stage-options.ts';
import { defineCommand } from './define.ts';

export const undoReset = defineCommand({
  name: 'undo-reset',
  says: 'Bring back what staging held before its newest reset',
  action: 'undo-reset',
  options: z.object(placeOptions),
  build: addStagingOption,
  complete: offerStage,
  run: (asking, { project, environment }) => {
    const place = stagingNamed(asking.config, projectNamed(asking.config, project), environment);
    return ask(
      asking,
      { ...place, kind: 'undo-reset', actor: asking.actor, input: {} },
      `Undo the newest reset of ${place.environment}.`,
    );
  },
});
