/**
 * Rehearses a prize draw on staging, and reports whether it was fair. Nobody can claim what is drawn.
 *
 * The answer has an image of how evenly the wins fell, and says in words whether anybody won twice, and whether chance
 * alone would be that uneven. The seed is printed beside the hash that was published before it.
 *
 * ## Examples
 *
 * - `/draw` rehearses over who is eligible on staging now.
 * - `/draw entrants:100000` rehearses over that many made-up entrants.
 *
 * ## Refused
 *
 * - `environment.production-refused`: real draws are the app's own. Use staging to rehearse.
 * - `actor.not-allowed`: you have none of the roles above.
 * - `stage.failed`: the app has no such draw, or nobody to draw from.
 * - `stage.busy`: a deployment, or another stage tool, is at work there.
 * - `isolation.*`: staging shares something with production, or it is not known.
 */
import * as z from 'zod';
import { ask } from '../ask.ts';
import { projectNamed, stagingNamed } from '../places.ts';
import { addStagingOption, offerStage } from '../stage-offers.ts';
import { placeOptions, stageOptions } from '../stage-options.ts';
import { defineCommand } from './define.ts';

export const draw = defineCommand({
  name: 'draw',
  says: 'Rehearse a prize draw on staging; nobody can claim it',
  action: 'draw',
  options: z.object({ ...placeOptions, draw: stageOptions.draw, entrants: stageOptions.many }),
  build: (builder) => {
    builder
      .addStringOption((option) =>
        option.setName('draw').setDescription('Which draw').setMaxLength(80).setAutocomplete(true),
      )
      .addIntegerOption((option) =>
        option
          .setName('entrants')
          .setDescription('How many made-up entrants; the real test users if left out')
          .setMinValue(1)
          .setMaxValue(1_000_000),
      );
    addStagingOption(builder);
  },
  complete: offerStage,
  run: (asking, { project, environment, draw: which, entrants }) => {
    const place = stagingNamed(asking.config, projectNamed(asking.config, project), environment);
    const input = {
      ...(which === undefined ? {} : { draw: which }),
      ...(entrants === undefined ? {} : { entrants }),
    };
    return ask(
      asking,
      { ...place, kind: 'draw', actor: asking.actor, input },
      `Rehearse a draw in ${place.environment}.`,
    );
  },
});
