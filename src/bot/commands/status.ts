/**
 * Shows what runs in each environment, what is at work, and what waits.
 *
 * For each environment: the version that is live, whether its services answered when they were last looked at and
 * when that was, its addresses, and the deployments that are running or waiting. For production also the freeze that is
 * in force and the next one; for staging, that GitHub cannot be asked, so that pushes may wait.
 *
 * ## Examples
 *
 * - `/status` shows every environment.
 * - `/status project:advent` shows those of one app, where there are several.
 *
 * ## Refused
 *
 * - `environment.unknown`: there is no such project.
 */
import * as z from 'zod';
import { freezeLines } from '../cards/freeze.ts';
import { outageLine } from '../cards/outage.ts';
import { statusView } from '../cards/status.ts';
import { freezeStanding } from '../freeze-standing.ts';
import { placesOf, projectNamed, projectNames } from '../places.ts';
import { defineCommand } from './define.ts';

export const status = defineCommand({
  name: 'status',
  says: 'What runs where, what is at work, what waits',
  action: 'status',
  options: z.object({ project: z.string().optional() }),
  run: async (asking, { project }) => {
    const { config, views } = asking;
    const projects = project === undefined ? projectNames(config) : [projectNamed(config, project)];
    const places = projects.flatMap((name) => placesOf(config, name));
    const seen = await Promise.all(places.map((place) => views.environment(place.project, place.environment)));
    const outages = (await Promise.all(projects.map((name) => views.outages(name)))).flat();
    const more = (view: (typeof seen)[number]): readonly string[] => {
      const standing = freezeStanding(asking, view);
      const its = outages.filter((one) => one.project === view.project && one.environment === view.environment);
      return [...its.map(outageLine), ...(standing === undefined ? [] : freezeLines(standing))];
    };
    return { drawn: statusView(seen, more) };
  },
});
