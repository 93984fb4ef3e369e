/**
 * Lists the last deployments of an app, newest first, with how each ended.
 *
 * ## Examples
 *
 * - `/history` lists the last ten.
 * - `/history environment:production count:20` lists production's last twenty.
 *
 * ## Refused
 *
 * - `environment.unknown`: there is no such project or environment.
 */
import * as z from 'zod';
import { historyView } from '../cards/status.ts';
import { placeNamed, projectNamed } from '../places.ts';
import { defineCommand } from './define.ts';
import { offerPlaces } from './offers.ts';

export const history = defineCommand({
  name: 'history',
  says: 'The last deployments and how they ended',
  action: 'history',
  options: z.object({
    project: z.string().optional(),
    environment: z.string().max(100).optional(),
    count: z.number().int().min(1).max(25).default(10),
  }),
  build: (builder) => {
    builder
      .addStringOption((option) =>
        option.setName('environment').setDescription('Only this environment').setAutocomplete(true),
      )
      .addIntegerOption((option) =>
        option.setName('count').setDescription('How many; 10 if left out').setMinValue(1).setMaxValue(25),
      );
  },
  complete: offerPlaces(['staging', 'production']),
  run: async ({ config, views }, options) => {
    const project = projectNamed(config, options.project);
    const place = options.environment === undefined ? undefined : placeNamed(config, project, options.environment);
    return { drawn: historyView(project, await views.history(project, place?.environment, options.count)) };
  },
});
