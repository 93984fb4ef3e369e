/**
 * Shows what is left in staging that nothing needs any more, with its age, and removes it after you have looked.
 *
 * On Fly: machines of migrations and suites whose worker died, and stopped machines that flyctl or somebody has left
 * there. What serves, what sleeps until somebody asks, and what somebody has started by hand and that still runs stay.
 * On the local target: stored artifacts that nothing runs or could go back to, and folders of builds that died.
 *
 * Nothing is removed by the command itself. The button under the list removes exactly what the list shows: where
 * something has come or gone meanwhile it is refused. It is for who asked, for ten minutes. Production has no such
 * command.
 *
 * ## Examples
 *
 * - `/cleanup` shows what is left in staging.
 * - `/plan operation:cleanup` says the same without a button.
 *
 * ## Refused
 *
 * - `actor.not-allowed`: you have none of the roles above.
 * - `clean-up.moved`: what is left is not what the button was shown with.
 * - `stage.confirm-expired`, `stage.not-yours`: the button is too old, or was somebody else's.
 * - `lease.held`: a deployment is at work there; use it again when that has ended.
 * - `environment.production-refused`: this does not exist for production.
 */
import * as z from 'zod';
import { ask } from '../ask.ts';
import { projectNamed, stagingNamed } from '../places.ts';
import { defineCommand } from './define.ts';
import { offerPlaces } from './offers.ts';

export const cleanup = defineCommand({
  name: 'cleanup',
  says: 'Show what is left in staging that nothing needs, and remove it',
  action: 'clean-up',
  options: z.object({ project: z.string().optional(), environment: z.string().max(100).optional() }),
  build: (builder) => {
    builder.addStringOption((option) =>
      option.setName('environment').setDescription('Where; never production').setAutocomplete(true),
    );
  },
  complete: offerPlaces(['staging']),
  run: (asking, { project, environment }) => {
    const place = stagingNamed(asking.config, projectNamed(asking.config, project), environment);
    return ask(
      asking,
      { ...place, kind: 'clean-up', actor: asking.actor },
      `Look what is left in ${place.environment}.`,
    );
  },
});
