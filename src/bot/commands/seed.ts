/**
 * Fills staging with a scenario's data: test users, linked accounts, events, completion states.
 *
 * The app offers its scenarios while you type. What it makes is marked as synthetic, and replaces what an earlier seed
 * made; nothing else is touched. The answer prints the RNG seed: with the same one the data is the same again. What
 * staging verified before counts no longer for a promotion until “Verify again” on its card.
 *
 * ## Examples
 *
 * - `/seed scenario:draw day` makes the data of that scenario.
 * - `/seed scenario:draw day rng-seed:7` makes exactly what the seed 7 made before.
 *
 * ## Refused
 *
 * - `environment.production-refused`: production is never seeded. Use staging.
 * - `actor.not-allowed`: you have none of the roles above.
 * - `stage.busy`: a deployment, or another stage tool, is at work there.
 * - `stage.no-such-scenario`: the app has no such scenario.
 * - `stage.no-tools`, `stage.nothing-runs`: there is no app there that could do it.
 * - `isolation.*`: staging shares something with production, or it is not known.
 */
import * as z from 'zod';
import { ask } from '../ask.ts';
import { projectNamed, stagingNamed } from '../places.ts';
import { addRngSeedOption, addScenarioOption, addStagingOption, offerStage } from '../stage-offers.ts';
import { placeOptions, rngSeedOf, stageOptions } from '../stage-options.ts';
import { defineCommand } from './define.ts';

export const seed = defineCommand({
  name: 'seed',
  says: 'Fill staging with a scenario’s data',
  action: 'seed',
  options: z.object({ ...placeOptions, scenario: stageOptions.scenario, 'rng-seed': stageOptions['rng-seed'] }),
  build: (builder) => {
    addScenarioOption(builder, true);
    addRngSeedOption(builder);
    addStagingOption(builder);
  },
  complete: offerStage,
  run: (asking, { project, environment, scenario, 'rng-seed': rngSeed }) => {
    const place = stagingNamed(asking.config, projectNamed(asking.config, project), environment);
    const input = { scenario, ...rngSeedOf(rngSeed) };
    return ask(
      asking,
      { ...place, kind: 'seed', actor: asking.actor, input },
      `Seed ${place.environment} with “${scenario}”.`,
    );
  },
});
