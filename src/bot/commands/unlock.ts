/**
 * Lets an environment go again. What waited for it begins by itself.
 *
 * Your own lock you can always end; somebody else's only as a release manager.
 *
 * ## Examples
 *
 * - `/unlock environment:staging` ends your lock.
 * - `/unlock environment:production reason:the show is over` says why, for the record.
 *
 * ## Refused
 *
 * - `actor.not-allowed`: you have none of the roles above.
 * - `lock.none`: nobody holds it.
 * - `lock.not-yours`: somebody else holds it, and you are no release manager.
 * - `lock.bad-version`: Greenroom holds it, since a version was not well there. Use /clear.
 */
import * as z from 'zod';
import { ask } from '../ask.ts';
import { placeNamed, projectNamed } from '../places.ts';
import { defineCommand } from './define.ts';
import { addReasonOption, offerPlaces, reason } from './offers.ts';

export const unlock = defineCommand({
  name: 'unlock',
  says: 'Let a held environment go again',
  action: 'unlock',
  options: z.object({
    project: z.string().optional(),
    environment: z.string().max(100),
    reason: reason.default('not needed any more'),
  }),
  build: (builder) => {
    builder.addStringOption((option) =>
      option.setName('environment').setDescription('Which one').setRequired(true).setAutocomplete(true),
    );
    addReasonOption(builder, 'Why, for the record', false);
  },
  complete: offerPlaces(['staging', 'production']),
  run: (asking, { project, environment, reason: why }) => {
    const place = placeNamed(asking.config, projectNamed(asking.config, project), environment);
    return ask(asking, { ...place, kind: 'unlock', actor: asking.actor, reason: why }, `Let ${place.environment} go.`);
  },
});
