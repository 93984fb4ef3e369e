/**
 * Shows the log of a deployment, of one step or of all of them. Long logs come as a file. Only you see the answer.
 *
 * Secret values are scrubbed before a log is stored, so they are not in the file either.
 *
 * ## Examples
 *
 * - `/logs deployment:12` shows all steps of #12.
 * - `/logs deployment:12 step:build` shows its build.
 *
 * ## Refused
 *
 * - `actor.not-allowed`: you have none of the roles above.
 * - `deployment.not-found`: there is no deployment with that number.
 */
import * as z from 'zod';
import { stepNames } from '../../core/step.ts';
import { logAnswer } from '../log-answer.ts';
import { projectNamed } from '../places.ts';
import { Refused } from '../refused.ts';
import { defineCommand } from './define.ts';
import { offerDeployments } from './offers.ts';

export const logs = defineCommand({
  name: 'logs',
  says: 'The log of a deployment',
  action: 'logs',
  options: z.object({
    project: z.string().optional(),
    deployment: z.number().int().positive(),
    step: z.enum(stepNames).optional(),
  }),
  build: (builder) => {
    builder
      .addIntegerOption((option) =>
        option
          .setName('deployment')
          .setDescription('Number of the deployment, as on its card')
          .setRequired(true)
          .setMinValue(1)
          .setAutocomplete(true),
      )
      .addStringOption((option) =>
        option
          .setName('step')
          .setDescription('One step; all if left out')
          .addChoices(stepNames.map((name) => ({ name, value: name }))),
      );
  },
  complete: offerDeployments('all'),
  run: async ({ config, views }, { project, deployment, step }) => {
    const view = await views.deploymentByNumber(projectNamed(config, project), deployment);
    if (!view) throw new Refused('deployment.not-found', `There is no #${String(deployment)}.`);
    return logAnswer(views, view, step);
  },
});
