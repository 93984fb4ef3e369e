/**
 * Wipes staging's data, migrates it anew and seeds it. It shows where and what first, and asks once.
 *
 * The answer says which database, how many rows of what, and has one button. It serves for ten minutes, once, for you,
 * and for exactly what is shown: where the data has changed since, nothing is wiped. /undo-reset brings the data back for
 * a day; Redis is wiped, not restored. Cut off anywhere, the app ends as before or as after.
 *
 * ## Examples
 *
 * - `/reset` shows what would go, with the app's first scenario to come.
 * - `/reset scenario:mid-event` seeds that one afterwards.
 *
 * ## Refused
 *
 * - `environment.production-refused`: production is never wiped. Use staging.
 * - `actor.not-allowed`: you have none of the roles above.
 * - `stage.busy`: a deployment, or another stage tool, is at work there.
 * - `stage.plan-moved`: the data is not what was shown any more.
 * - `stage.confirm-expired`, `stage.confirmed-before`, `stage.not-yours`: the button is too old, has served, or was
 *   shown to somebody else.
 * - `stage.marker-production`, `stage.marker-missing`: the data says that it is production's, or not whose it is.
 * - `isolation.*`: staging shares something with production, or it is not known.
 */
import * as z from 'zod';
import { ask } from '../ask.ts';
import { projectNamed, stagingNamed } from '../places.ts';
import { addRngSeedOption, addScenarioOption, addStagingOption, offerStage, scenarioFor } from '../stage-offers.ts';
import { placeOptions, rngSeedOf, stageOptions } from '../stage-options.ts';
import { defineCommand } from './define.ts';

export const reset = defineCommand({
  name: 'reset',
  says: 'Wipe staging’s data and seed it anew; shows what would go, and asks once',
  action: 'reset',
  options: z.object({
    ...placeOptions,
    scenario: stageOptions.scenario.optional(),
    'rng-seed': stageOptions['rng-seed'],
  }),
  build: (builder) => {
    addScenarioOption(builder, false);
    addRngSeedOption(builder);
    addStagingOption(builder);
  },
  complete: offerStage,
  run: async (asking, { project, environment, scenario: named, 'rng-seed': rngSeed }) => {
    const place = stagingNamed(asking.config, projectNamed(asking.config, project), environment);
    const scenario = await scenarioFor(asking, place, named);
    const input = { scenario, ...rngSeedOf(rngSeed) };
    return ask(
      asking,
      { ...place, kind: 'reset', actor: asking.actor, input },
      `Look at what a reset of ${place.environment} would wipe. Nothing is done yet.`,
    );
  },
});
