/**
 * Says who of staging's users could take part in a draw now, and why the others could not.
 *
 * Nothing is drawn. With `synthetic` the app judges that many made-up users by its own rules.
 *
 * ## Examples
 *
 * - `/simulate` counts everybody.
 * - `/simulate user:Nora Example` says whether she could, and why.
 * - `/simulate synthetic:10000` judges ten thousand made-up users.
 *
 * ## Refused
 *
 * - `environment.production-refused`: nobody is judged by hand in production. Use staging.
 * - `actor.not-allowed`: you have none of the roles above.
 * - `stage.failed`: the app has no such user or draw.
 * - `stage.busy`: a deployment, or another stage tool, is at work there.
 * - `isolation.*`: staging shares something with production, or it is not known.
 */
import * as z from 'zod';
import { ask } from '../ask.ts';
import { projectNamed, stagingNamed } from '../places.ts';
import { addStagingOption, offerStage } from '../stage-offers.ts';
import { placeOptions, stageOptions } from '../stage-options.ts';
import { defineCommand } from './define.ts';

export const simulate = defineCommand({
  name: 'simulate',
  says: 'Who could take part in a draw on staging, and why not',
  action: 'simulate',
  options: z.object({
    ...placeOptions,
    user: stageOptions.user.optional(),
    synthetic: stageOptions.many,
    draw: stageOptions.draw,
  }),
  build: (builder) => {
    builder
      .addStringOption((option) =>
        option
          .setName('user')
          .setDescription('A Discord id, or the name of a synthetic user')
          .setMaxLength(80)
          .setAutocomplete(true),
      )
      .addIntegerOption((option) =>
        option
          .setName('synthetic')
          .setDescription('How many made-up users to judge')
          .setMinValue(1)
          .setMaxValue(1_000_000),
      )
      .addStringOption((option) =>
        option.setName('draw').setDescription('Which draw').setMaxLength(80).setAutocomplete(true),
      );
    addStagingOption(builder);
  },
  complete: offerStage,
  run: (asking, { project, environment, user, synthetic, draw }) => {
    const place = stagingNamed(asking.config, projectNamed(asking.config, project), environment);
    const input = {
      ...(user === undefined ? {} : { user }),
      ...(synthetic === undefined ? {} : { synthetic }),
      ...(draw === undefined ? {} : { draw }),
    };
    return ask(
      asking,
      { ...place, kind: 'simulate', actor: asking.actor, input },
      `Ask who is eligible in ${place.environment}.`,
    );
  },
});
