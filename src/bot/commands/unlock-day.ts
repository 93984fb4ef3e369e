/**
 * Opens a day of staging's event, whatever its time; or locks it again.
 *
 * ## Examples
 *
 * - `/unlock-day day:3` opens day 3.
 * - `/unlock-day day:3 lock:True` locks it again.
 *
 * ## Refused
 *
 * - `environment.production-refused`: production's days open by themselves. Use staging.
 * - `actor.not-allowed`: you have none of the roles above.
 * - `stage.busy`: a deployment, or another stage tool, is at work there.
 * - `stage.failed`: the app has no such day.
 * - `isolation.*`: staging shares something with production, or it is not known.
 */
import * as z from 'zod';
import { ask } from '../ask.ts';
import { projectNamed, stagingNamed } from '../places.ts';
import { addStagingOption, offerStage } from '../stage-offers.ts';
import { placeOptions, stageOptions } from '../stage-options.ts';
import { defineCommand } from './define.ts';

export const unlockDay = defineCommand({
  name: 'unlock-day',
  says: 'Open a day of staging’s event, whatever its time',
  action: 'unlock-day',
  options: z.object({ ...placeOptions, day: stageOptions.day, lock: z.boolean().optional() }),
  build: (builder) => {
    builder
      .addIntegerOption((option) =>
        option
          .setName('day')
          .setDescription('Which day')
          .setRequired(true)
          .setMinValue(0)
          .setMaxValue(1000)
          .setAutocomplete(true),
      )
      .addBooleanOption((option) => option.setName('lock').setDescription('Lock it again instead'));
    addStagingOption(builder);
  },
  complete: offerStage,
  run: (asking, { project, environment, day, lock }) => {
    const place = stagingNamed(asking.config, projectNamed(asking.config, project), environment);
    return ask(
      asking,
      { ...place, kind: 'unlock-day', actor: asking.actor, input: { day, ...(lock === true ? { lock } : {}) } },
      `${lock === true ? 'Lock' : 'Open'} day ${String(day)} in ${place.environment}.`,
    );
  },
});
