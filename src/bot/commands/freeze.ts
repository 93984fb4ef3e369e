/**
 * Freezes production: for a while nothing is promoted to it.
 *
 * It lasts 24 hours if nothing else is said, and 31 days at most; longer ones, and those that come every week, belong in
 * the config. Times are local ones in the project's time zone (`promote.timeZone`). A promotion that is at work goes on
 * to its end; one that waits goes by itself when the freeze is over, if it is approved and its card is still valid.
 * Staging, restarts and /rollback are never frozen. /status shows what is in force and what comes next.
 *
 * ## Examples
 *
 * - `/freeze reason:The show is tonight` freezes for 24 hours from now.
 * - `/freeze reason:Prize draw hours:3` freezes for three hours.
 * - `/freeze reason:Christmas from:2026-12-24 18:00 until:2026-12-27 08:00` freezes then.
 *
 * ## Refused
 *
 * - `actor.not-allowed`: you have none of the roles above.
 * - `request.malformed`: a time does not exist, both hours and until are given, or it would be over already or too long.
 * - `environment.unknown`: the project has no production.
 */
import * as z from 'zod';
import { mostFreezeHours, spanProblem, usualFreezeHours } from '../../core/freeze.ts';
import { ask } from '../ask.ts';
import { moment } from '../cards/moments.ts';
import { safe } from '../cards/text.ts';
import { localMoment } from '../local-moment.ts';
import { productionNamed, projectNamed } from '../places.ts';
import { Refused } from '../refused.ts';
import { defineCommand } from './define.ts';

export const freeze = defineCommand({
  name: 'freeze',
  says: 'Keep production as it is for a while',
  action: 'freeze',
  options: z.object({
    project: z.string().optional(),
    reason: z.string().trim().min(1, 'wanted a reason').max(300),
    hours: z.number().int().min(1).max(mostFreezeHours).optional(),
    from: z.string().max(40).optional(),
    until: z.string().max(40).optional(),
  }),
  build: (builder) => {
    builder
      .addStringOption((option) =>
        option.setName('reason').setDescription('Why; people are shown it').setRequired(true).setMaxLength(300),
      )
      .addIntegerOption((option) =>
        option
          .setName('hours')
          .setDescription(`How long; ${String(usualFreezeHours)} if nothing is said`)
          .setMinValue(1)
          .setMaxValue(mostFreezeHours),
      )
      .addStringOption((option) =>
        option.setName('from').setDescription('Local time such as 2026-12-24 18:00; now if left out').setMaxLength(40),
      )
      .addStringOption((option) =>
        option
          .setName('until')
          .setDescription('Local time such as 2026-12-27 08:00, instead of hours')
          .setMaxLength(40),
      );
  },
  run: (asking, { project, reason, hours, ...typed }) => {
    const { config, clock, actor } = asking;
    const place = productionNamed(config, projectNamed(config, project));
    const zone = config.projects[place.project]?.promote.timeZone ?? 'UTC';
    if (hours !== undefined && typed.until !== undefined)
      throw new Refused('request.malformed', 'Give hours or until, not both.');
    const now = clock.now();
    const from = typed.from === undefined ? now : localMoment(asking, 'from', typed.from, zone);
    const until =
      typed.until === undefined
        ? from + (hours ?? usualFreezeHours) * 3_600_000
        : localMoment(asking, 'until', typed.until, zone);
    const problem = spanProblem(from, until, now);
    if (problem !== undefined) throw new Refused('request.malformed', `Nothing was frozen: ${problem}.`);
    return ask(
      asking,
      { ...place, kind: 'freeze', reason, from, until, actor },
      `Freeze ${place.environment} from ${moment(from)} until ${moment(until)}: ${safe(reason, 300)}`,
    );
  },
});
