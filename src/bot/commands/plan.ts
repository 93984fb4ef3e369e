/**
 * Says what would happen, with the verdict of every guard. Nothing is done and nothing is posted.
 *
 * ## Examples
 *
 * - `/plan operation:promote` says what would go to production, and what stands in the way.
 * - `/plan operation:deploy` says what would be deployed to staging.
 * - `/plan operation:rollback` says to which version production would go back.
 *
 * ## Refused
 *
 * - `environment.production-refused`: deploying does not exist for production; plan a promotion.
 * - `environment.unknown`: there is no such project or environment.
 */
import { z } from 'zod';
import { ask } from '../ask.ts';
import { productionNamed, projectNamed, stagingNamed } from '../places.ts';
import { defineCommand } from './define.ts';
import { offerPlaces } from './offers.ts';

const operations = { deploy: 'deploy', promote: 'promote', rollback: 'roll-back' } as const;

export const plan = defineCommand({
  name: 'plan',
  says: 'What would happen, with every guard’s verdict; nothing is done',
  action: 'plan',
  options: z.object({
    project: z.string().optional(),
    operation: z.enum(['deploy', 'promote', 'rollback']),
    environment: z.string().max(100).optional(),
  }),
  build: (builder) => {
    builder
      .addStringOption((option) =>
        option
          .setName('operation')
          .setDescription('What to plan')
          .setRequired(true)
          .addChoices(Object.keys(operations).map((name) => ({ name, value: name }))),
      )
      .addStringOption((option) =>
        option.setName('environment').setDescription('Where, if there is more than one').setAutocomplete(true),
      );
  },
  complete: (parts, option, typed, others) =>
    offerPlaces(others['operation'] === 'deploy' ? ['staging'] : ['production'])(parts, option, typed, others),
  run: (asking, { project, operation, environment }) => {
    const named = operation === 'deploy' ? stagingNamed : productionNamed;
    const place = named(asking.config, projectNamed(asking.config, project), environment);
    return ask(
      asking,
      { ...place, kind: 'plan', operation: operations[operation], actor: asking.actor },
      `Look at what ${operation} would do in ${place.environment}. Nothing is changed.`,
    );
  },
});
