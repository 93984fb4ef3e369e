/**
 * Marks a user of staging as having completed the event's days, in normal or veteran mode.
 *
 * ## Examples
 *
 * - `/complete user:Nora Example mode:veteran` completes every day for that synthetic user.
 * - `/complete user:123456789012345678 mode:normal days:1, 2, 5-8` completes those days for the user with that Discord id.
 *
 * ## Refused
 *
 * - `environment.production-refused`: nobody is given a completion in production. Use staging.
 * - `actor.not-allowed`: you have none of the roles above.
 * - `stage.failed`: the app has no such user, or no such day.
 * - `stage.busy`: a deployment, or another stage tool, is at work there.
 * - `isolation.*`: staging shares something with production, or it is not known.
 */
import * as z from 'zod';
import { ask } from '../ask.ts';
import { projectNamed, stagingNamed } from '../places.ts';
import { addStagingOption, offerStage } from '../stage-offers.ts';
import { placeOptions, stageOptions } from '../stage-options.ts';
import { defineCommand } from './define.ts';

const modes = ['normal', 'veteran'] as const;

export const complete = defineCommand({
  name: 'complete',
  says: 'Mark a user of staging as having completed days',
  action: 'complete',
  options: z.object({ ...placeOptions, user: stageOptions.user, mode: z.enum(modes), days: stageOptions.days }),
  build: (builder) => {
    builder
      .addStringOption((option) =>
        option
          .setName('user')
          .setDescription('A Discord id, or the name of a synthetic user')
          .setRequired(true)
          .setMaxLength(80)
          .setAutocomplete(true),
      )
      .addStringOption((option) =>
        option
          .setName('mode')
          .setDescription('How they completed them')
          .setRequired(true)
          .addChoices(modes.map((name) => ({ name, value: name }))),
      )
      .addStringOption((option) =>
        option.setName('days').setDescription('Such as 1, 2, 5-8; every day if left out').setMaxLength(100),
      );
    addStagingOption(builder);
  },
  complete: offerStage,
  run: (asking, { project, environment, user, mode, days }) => {
    const place = stagingNamed(asking.config, projectNamed(asking.config, project), environment);
    const input = { user, mode, ...(days === undefined ? {} : { days }) };
    return ask(
      asking,
      { ...place, kind: 'complete', actor: asking.actor, input },
      `Mark days as completed by ${user} (${mode}) in ${place.environment}.`,
    );
  },
});
