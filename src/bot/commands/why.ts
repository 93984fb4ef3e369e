/**
 * Says in words why something does not go on, or why it ended as it did, and what to do next. Only you see the answer.
 *
 * ## Examples
 *
 * - `/why` says it of the newest deployment, wherever it was; with `environment`, of the newest there.
 * - `/why deployment:12` says how #12 ended, what failed, and what serves now; with the last lines of the log for those who
 *   may read it with /logs.
 * - `/why operation:promote` says what stands between staging and production just now.
 * - `/why operation:cancel deployment:12` says why #12 cannot be stopped.
 *
 * ## Refused
 *
 * - `deployment.not-found`: there is no deployment with that number, or none at all yet.
 * - `environment.unknown`: there is no such project or environment.
 */
import * as z from 'zod';
import { ask } from '../ask.ts';
import { whyView } from '../cards/why.ts';
import type { DeploymentView } from '../../ports/views.ts';
import type { Asking } from '../parts.ts';
import { placeNamed, projectNamed } from '../places.ts';
import { Refused } from '../refused.ts';
import { addToolOptions, offerStage } from '../stage-offers.ts';
import { toolOptions } from '../stage-options.ts';
import { plannable, tiersOf, wishOf } from '../wish.ts';
import { defineCommand } from './define.ts';
import { offerDeployments, offerPlaces } from './offers.ts';

/** More than the last lines of a failure is for /logs. */
const logBytes = 4_096;

/** The deployment with that number; the newest one where none is named, since that is what people wonder about. */
async function meant(
  { config, views }: Asking,
  project: string,
  named: { readonly deployment?: number | undefined; readonly environment?: string | undefined },
): Promise<DeploymentView> {
  if (named.deployment !== undefined) {
    const view = await views.deploymentByNumber(project, named.deployment);
    if (view === undefined) throw new Refused('deployment.not-found', `There is no #${String(named.deployment)}.`);
    return view;
  }
  const place = named.environment === undefined ? undefined : placeNamed(config, project, named.environment);
  const [newest] = await views.history(project, place?.environment, 1);
  if (newest === undefined)
    throw new Refused('deployment.not-found', `Nothing was ever deployed to ${place?.environment ?? project}.`);
  return newest;
}

export const why = defineCommand({
  name: 'why',
  says: 'Why something does not go on, or ended as it did',
  action: 'why',
  options: z.object({
    project: z.string().optional(),
    deployment: z.number().int().positive().optional(),
    operation: z.enum(plannable).optional(),
    environment: z.string().max(100).optional(),
    ...toolOptions,
  }),
  build: (builder) => {
    builder
      .addIntegerOption((option) =>
        option
          .setName('deployment')
          .setDescription('Number of the deployment, as on its card')
          .setMinValue(1)
          .setAutocomplete(true),
      )
      .addStringOption((option) =>
        option
          .setName('operation')
          .setDescription('What you want to do')
          .addChoices(plannable.map((name) => ({ name, value: name }))),
      )
      .addStringOption((option) =>
        option.setName('environment').setDescription('Where, if there is more than one').setAutocomplete(true),
      );
    addToolOptions(builder);
  },
  complete: (parts, option, typed, others) =>
    (option === 'deployment'
      ? offerDeployments('all')
      : option === 'environment'
        ? offerPlaces(tiersOf(others['operation']))
        : offerStage)(parts, option, typed, others),
  run: async (asking, { operation, ...options }) => {
    if (operation !== undefined) {
      const { place, of } = await wishOf(asking, operation, options);
      return ask(
        asking,
        { ...place, kind: 'plan', of, only: 'obstacles' },
        `Look at what stands in the way of ${operation} in ${place.environment}. Nothing is changed.`,
      );
    }
    const project = projectNamed(asking.config, options.project);
    const view = await meant(asking, project, options);
    const failed = view.steps.find(({ state }) => state === 'failed');
    // Everybody may ask why; a log is for those who may read logs.
    const log =
      failed === undefined || !asking.may('logs') ? '' : await asking.views.log(view.id, failed.name, logBytes);
    const { live } = await asking.views.environment(project, view.environment);
    return { drawn: whyView(view, log, live) };
  },
});
