/**
 * Holds an environment: nothing begins there any more but what you ask for yourself, not even your own pushes.
 *
 * What runs already goes on to its end, and going back with /rollback is always possible. The lock ends by itself after
 * four hours unless you say otherwise; you are told shortly before.
 *
 * ## Examples
 *
 * - `/lock environment:staging reason:showing it to the jury` holds staging.
 * - `/lock environment:production reason:live show hours:6` holds production for six hours.
 * - `/lock environment:staging reason:urgent fix take-over:true` takes it over from somebody (release managers).
 *
 * ## Refused
 *
 * - `actor.not-allowed`: you have none of the roles above, or want to take over without being a release manager.
 * - `lock.in-force`: somebody else holds it; the answer says who, why and until when.
 * - `environment.unknown`: there is no such environment.
 * - `request.malformed`: a reason has 3 to 200 characters.
 */
import * as z from 'zod';
import { ask } from '../ask.ts';
import { placeNamed, projectNamed } from '../places.ts';
import { defineCommand } from './define.ts';
import { addReasonOption, offerPlaces, reason } from './offers.ts';

export const lock = defineCommand({
  name: 'lock',
  says: 'Hold an environment, so that nothing begins there',
  action: 'lock',
  options: z.object({
    project: z.string().optional(),
    environment: z.string().max(100),
    reason,
    hours: z.number().positive().max(168).optional(),
    'take-over': z.boolean().default(false),
  }),
  build: (builder) => {
    builder.addStringOption((option) =>
      option.setName('environment').setDescription('Which one').setRequired(true).setAutocomplete(true),
    );
    addReasonOption(builder, 'Why; everybody who is kept out reads it');
    builder
      .addNumberOption((option) =>
        option.setName('hours').setDescription('How long; four hours unless told').setMinValue(0.1).setMaxValue(168),
      )
      .addBooleanOption((option) =>
        option.setName('take-over').setDescription('Take it from whoever holds it; release managers only'),
      );
  },
  complete: offerPlaces(['staging', 'production']),
  run: (asking, { project, environment, reason: why, hours, 'take-over': takeOver }) => {
    const place = placeNamed(asking.config, projectNamed(asking.config, project), environment);
    return ask(
      asking,
      {
        ...place,
        kind: 'lock',
        actor: asking.actor,
        reason: why,
        takeOver,
        ...(hours === undefined ? {} : { lasts: Math.round(hours * 3_600_000) }),
      },
      `Hold ${place.environment}.`,
    );
  },
});
