/**
 * Stops a deployment that waits or runs, or withdraws a promotion card.
 *
 * What served before goes on serving. Production cannot be stopped in the middle of a change, since half a change
 * would be worse.
 *
 * ## Examples
 *
 * - `/cancel deployment:12` stops #12.
 *
 * ## Refused
 *
 * - `actor.not-allowed`: you have none of the roles above.
 * - `deployment.not-found`: there is no deployment with that number.
 * - `deployment.already-ended`: it has ended.
 * - `deployment.not-cancellable`: production is being changed.
 */
import * as z from 'zod';
import { cancelDeployment } from '../cancel-deployment.ts';
import { projectNamed } from '../places.ts';
import { defineCommand } from './define.ts';
import { offerDeployments } from './offers.ts';

export const cancel = defineCommand({
  name: 'cancel',
  says: 'Stop a deployment or withdraw a promotion',
  action: 'cancel',
  options: z.object({ project: z.string().optional(), deployment: z.number().int().positive() }),
  build: (builder) => {
    builder.addIntegerOption((option) =>
      option
        .setName('deployment')
        .setDescription('Number of the deployment, as on its card')
        .setRequired(true)
        .setMinValue(1)
        .setAutocomplete(true),
    );
  },
  complete: offerDeployments('open'),
  run: async (asking, { project, deployment }) =>
    cancelDeployment(asking, await asking.views.deploymentByNumber(projectNamed(asking.config, project), deployment)),
});
