/**
 * Says what would happen, with the verdict of every guard. Nothing is done and nothing is posted.
 *
 * It asks exactly what the command itself asks, on facts that are read now.
 *
 * ## Examples
 *
 * - `/plan operation:promote` says what would go to production, and what stands in the way.
 * - `/plan operation:deploy commit:1a2b3c4` says what would be deployed to staging.
 * - `/plan operation:rollback` says to which version production would go back.
 * - `/plan operation:cancel deployment:12` says whether #12 can still be stopped.
 * - `/plan operation:reset` says what a reset of staging would wipe; `scenario`, `day` and `user` are for stage tools.
 *
 * ## Refused
 *
 * - `environment.production-refused`: deploying and stage tools do not exist for production; plan a promotion.
 * - `environment.unknown`: there is no such project or environment.
 * - `deployment.not-found`: there is no deployment with that number.
 * - `request.malformed`: that operation is about one deployment, and none was named.
 */
import * as z from 'zod';
import { ask } from '../ask.ts';
import { addToolOptions, offerStage } from '../stage-offers.ts';
import { toolOptions } from '../stage-options.ts';
import { plannable, tiersOf, wishOf } from '../wish.ts';
import { defineCommand } from './define.ts';
import { offerDeployments, offerPlaces } from './offers.ts';

export const plan = defineCommand({
  name: 'plan',
  says: 'What would happen, with every guard’s verdict; nothing is done',
  action: 'plan',
  options: z.object({
    project: z.string().optional(),
    operation: z.enum(plannable),
    environment: z.string().max(100).optional(),
    deployment: z.number().int().positive().optional(),
    commit: z
      .string()
      .trim()
      .toLowerCase()
      .regex(/^[0-9a-f]{7,64}$/, 'wanted 7 to 64 hexadecimal digits, e.g. 1a2b3c4')
      .optional(),
    ...toolOptions,
  }),
  build: (builder) => {
    builder
      .addStringOption((option) =>
        option
          .setName('operation')
          .setDescription('What to plan')
          .setRequired(true)
          .addChoices(plannable.map((name) => ({ name, value: name }))),
      )
      .addStringOption((option) =>
        option.setName('environment').setDescription('Where, if there is more than one').setAutocomplete(true),
      )
      .addIntegerOption((option) =>
        option
          .setName('deployment')
          .setDescription('Which one, for cancel, clear and verify')
          .setMinValue(1)
          .setAutocomplete(true),
      )
      .addStringOption((option) => option.setName('commit').setDescription('For deploy: 7 digits or more'));
    addToolOptions(builder);
  },
  complete: (parts, option, typed, others) =>
    (option === 'deployment'
      ? offerDeployments('all')
      : option === 'environment'
        ? offerPlaces(tiersOf(others['operation']))
        : offerStage)(parts, option, typed, others),
  run: async (asking, { operation, ...options }) => {
    const { place, of } = await wishOf(asking, operation, options);
    return ask(
      asking,
      { ...place, kind: 'plan', of },
      `Look at what ${operation} would do in ${place.environment}. Nothing is changed.`,
    );
  },
});
